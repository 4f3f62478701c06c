package studio.atelier.platform.backup;

import java.time.Instant;
import studio.atelier.platform.settings.StartRefused;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// `backup.json`, the first file of a backup: what is in it and what opens it.
///
/// @param format     of the archive; another one is refused
/// @param version    of the server that wrote it
/// @param postgresql major version of the cluster
/// @param masterKey  names the master key without telling anything about it, 8 hex characters
/// @param createdAt  when the copy began
/// @param files      regular files after this one
/// @param bytes      of these files
public record BackupManifest(
        int format, String version, String postgresql, String masterKey, Instant createdAt, long files, long bytes) {

    static final int FORMAT = 1;
    static final String NAME = "backup.json";

    BackupManifest counted(long filesNow, long bytesNow) {
        return new BackupManifest(format, version, postgresql, masterKey, createdAt, filesNow, bytesNow);
    }

    String json() {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this);
    }

    /// @throws StartRefused when this is not the description of a backup that this server can restore
    static BackupManifest parse(byte[] json) {
        BackupManifest manifest;
        try {
            manifest = JsonMapper.shared().readValue(json, BackupManifest.class);
        } catch (JacksonException failure) {
            throw new StartRefused("This is not a backup of Atelier: its " + NAME + " cannot be read.", failure);
        }
        if (manifest.format != FORMAT) {
            throw new StartRefused("The backup has format " + manifest.format + ", made by Atelier " + manifest.version
                    + "; this server reads format " + FORMAT + ". Restore it with that version.");
        }
        return manifest;
    }
}

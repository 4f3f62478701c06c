package studio.atelier;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import studio.atelier.backend.identity.Identity;
import studio.atelier.platform.database.DatabaseAddress;
import studio.atelier.platform.settings.DataFolder;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.StartRefused;
import tools.jackson.databind.json.JsonMapper;

/// `run.json` in the data folder, mode 0600: where the running server is and the keys to it. It is there
/// while the server answers.
record RunFile(Path file) implements AutoCloseable {

    /// @param databaseUrl of the embedded database's superuser; empty with an external one
    static RunFile write(DataFolder data, String url, Identity identity, Optional<Secret> databaseUrl) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("url", url);
        content.put("pid", ProcessHandle.current().pid());
        content.put("anon_key", identity.projectKeys().anon());
        content.put("service_role_key", identity.projectKeys().serviceRole().reveal());
        content.put("publishable_key", identity.projectKeys().publishable());
        content.put("secret_key", identity.projectKeys().secret().reveal());
        identity.setupCode().ifPresent(code -> content.put("setup_code", code.reveal()));
        databaseUrl.ifPresent(uri -> content.put("database_url", uri.reveal()));
        String json = JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n";
        Path file = data.path().resolve("run.json");
        try {
            DataFolder.writePrivate(file, json.getBytes(StandardCharsets.UTF_8));
            return new RunFile(file);
        } catch (IOException failure) {
            throw new StartRefused("The file " + file + " cannot be written.", failure);
        }
    }

    /// The embedded database of the server that runs on the folder, as its superuser.
    ///
    /// @return empty when no server is ready
    /// @throws StartRefused when the server has a database of the operator's own
    static Optional<DatabaseAddress> databaseOf(DataFolder data) {
        Path file = data.path().resolve("run.json");
        try {
            String uri = JsonMapper.shared()
                    .readTree(Files.readAllBytes(file))
                    .path("database_url")
                    .stringValueOpt()
                    .orElseThrow(() -> new StartRefused("The server on " + data.path()
                            + " has a database of your own. Set ATELIER_DATABASE_URL as it is set for the server."));
            return Optional.of(DatabaseAddress.parse(uri));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new StartRefused(
                    "The file " + file + " cannot be read. Run this command as the user of the server.", failure);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}

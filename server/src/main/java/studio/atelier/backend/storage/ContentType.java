package studio.atelier.backend.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.tika.Tika;

/// Whether a file is what it is declared to be, as far as its first bytes tell. Thread-safe.
final class ContentType {

    private static final int HEAD_BYTES = 8192;
    private static final Tika TIKA = new Tika();

    /// What says nothing: no known beginning, or just letters.
    private static final List<String> UNSURE = List.of("application/octet-stream", "text/plain");

    private static final Pattern ACTIVE = Pattern.compile(".*(html|xml|svg|javascript).*");

    /// Containers of sound and film are declared as each of these.
    private static final List<String> CONTAINERS = List.of("audio", "video", "application");

    private ContentType() {}

    /// @throws studio.atelier.platform.problem.ProblemException `storage.invalid_mime_type`, naming what it is
    static void check(Path file, String declared) {
        String found;
        try (InputStream content = Files.newInputStream(file)) {
            found = TIKA.detect(content.readNBytes(HEAD_BYTES)).toLowerCase(Locale.ROOT);
        } catch (IOException failure) {
            throw Drafts.refused(failure);
        }
        if (contradicts(declared.toLowerCase(Locale.ROOT), found)) {
            throw StorageFault.INVALID_MIME_TYPE.problem("mime type " + found + " is not supported");
        }
    }

    static boolean contradicts(String declared, String found) {
        if (UNSURE.contains(found)) {
            return false;
        }
        if (ACTIVE.matcher(found).matches()) {
            return !ACTIVE.matcher(declared).matches();
        }
        String one = family(declared);
        String other = family(found);
        return !one.equals(other) && !(CONTAINERS.contains(one) && CONTAINERS.contains(other));
    }

    private static String family(String type) {
        return type.substring(0, Math.max(0, type.indexOf('/')));
    }
}

package studio.atelier.platform.pictures.internal.vips;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The libvips that came with the server: unpacked once, then opened.
public final class BundledLibrary {

    private static final Logger log = LoggerFactory.getLogger(BundledLibrary.class);
    private static final String FILE = "libvips-cpp.so.8.18.7";

    private BundledLibrary() {}

    /// @param folder for the unpacked file; made when it is not there
    /// @return nothing on a system it was not built for, or when it cannot be loaded; the log says why
    public static Optional<Vips> load(Path folder) {
        String resource = "/native/sharp-libvips-" + system() + "/lib/" + FILE;
        try (InputStream packed = BundledLibrary.class.getResourceAsStream(resource)) {
            if (packed == null) {
                log.info("no libvips for this system in the jar; pictures are worked on in Java");
                return Optional.empty();
            }
            return Optional.of(new Vips(unpack(packed, folder)));
        } catch (IOException | IllegalArgumentException | VipsFailure | UnsatisfiedLinkError failure) {
            log.warn("the bundled libvips cannot be loaded; pictures are worked on in Java", failure);
            return Optional.empty();
        }
    }

    private static Path unpack(InputStream packed, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path library = folder.resolve(FILE);
        if (!Files.exists(library)) {
            Path draft = Files.createTempFile(folder, FILE, ".new");
            Files.copy(packed, draft, StandardCopyOption.REPLACE_EXISTING);
            Files.move(draft, library, StandardCopyOption.ATOMIC_MOVE);
        }
        return library;
    }

    /// As npm names it: `linux-x64`.
    private static String system() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch", "");
        return name + "-"
                + switch (processor) {
                    case "amd64", "x86_64" -> "x64";
                    case "aarch64" -> "arm64";
                    default -> processor;
                };
    }
}

package studio.atelier.platform.video.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The ffmpeg that came with the server, unpacked once. 62 MB on the disk.
final class BundledPrograms {

    private static final String VERSION = "8.0.1-1.5.13";

    private static final List<String> FILES = List.of(
            "ffmpeg",
            "ffprobe",
            "libavcodec.so.62",
            "libavdevice.so.62",
            "libavfilter.so.11",
            "libavformat.so.62",
            "libavutil.so.60",
            "libdrm.so.2",
            "libswresample.so.6",
            "libswscale.so.9",
            "libva-drm.so.2",
            "libva.so.2");

    /// What it names and never calls here.
    private static final List<String> UNUSED =
            List.of("libasound.so.2", "libpulse.so.0", "libxcb-shm.so.0", "libxcb.so.1");

    private static final int X86_64 = 62;
    private static final int AARCH64 = 183;

    private BundledPrograms() {}

    /// Whether the jar holds one for this system.
    static boolean there() {
        return BundledPrograms.class.getResource(build() + "ffmpeg") != null;
    }

    /// @param folder for the unpacked files
    /// @return the folder with `ffmpeg` and `ffprobe`; nothing on a system it was not built for
    static Optional<Path> unpack(Path folder) throws IOException {
        if (!there()) {
            return Optional.empty();
        }
        Path programs = folder.resolve("ffmpeg-" + VERSION);
        if (!Files.isDirectory(programs)) {
            Path draft = Files.createTempDirectory(folder, "ffmpeg");
            try {
                fill(draft);
                Files.move(draft, programs, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                remove(draft);
            }
        }
        return Optional.of(programs);
    }

    private static void fill(Path folder) throws IOException {
        for (String file : FILES) {
            try (InputStream packed = BundledPrograms.class.getResourceAsStream(build() + file)) {
                if (packed == null) {
                    throw new IOException(file + " is missing in the jar");
                }
                Files.copy(packed, folder.resolve(file));
            }
            Files.setPosixFilePermissions(folder.resolve(file), PosixFilePermissions.fromString("rwx------"));
        }
        for (String name : UNUSED) {
            Files.write(folder.resolve(name), EmptyLibrary.named(name, arm() ? AARCH64 : X86_64));
        }
    }

    private static void remove(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> left = Files.list(folder)) {
                for (Path file : left.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    /// The one with x264 where that was built in, else the one under the LGPL alone.
    private static String build() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String folder = "/org/bytedeco/ffmpeg/" + system + "-" + (arm() ? "arm64" : "x86_64");
        return BundledPrograms.class.getResource(folder + "-gpl/ffmpeg") == null ? folder + "/" : folder + "-gpl/";
    }

    private static boolean arm() {
        return System.getProperty("os.arch", "").equals("aarch64");
    }
}

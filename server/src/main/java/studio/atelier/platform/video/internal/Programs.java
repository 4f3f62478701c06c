package studio.atelier.platform.video.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `ffmpeg` and `ffprobe`, found and known to run.
///
/// @param folder  with both
/// @param bundled whether they came with the server
/// @param version as it names itself
public record Programs(Path folder, boolean bundled, String version) {

    private static final Pattern VERSION = Pattern.compile("ffmpeg version (\\S{1,80})");
    private static final Pattern OLD = Pattern.compile("n?[0-5]\\..*");
    private static final Duration START_MAX = Duration.ofSeconds(20);
    private static final long MEMORY_BYTES = 2L << 30;

    /// No programs, and why, for the operator.
    public static final class Unusable extends Exception {

        private static final long serialVersionUID = 1L;

        Unusable(String sentence) {
            super(sentence);
        }
    }

    /// @param chosen   the operator's ffmpeg
    /// @param unpacked folder for the bundled one
    /// @throws Unusable with a sentence that says what to do
    public static Programs find(Optional<Path> chosen, Path unpacked) throws Unusable, InterruptedException {
        if (chosen.isPresent()) {
            return of(folder(chosen.get()), false);
        }
        try {
            return of(
                    BundledPrograms.unpack(unpacked)
                            .orElseThrow(() -> new Unusable(
                                    "no ffmpeg for this system came with the server; install one and name it in"
                                            + " ATELIER_FFMPEG")),
                    true);
        } catch (IOException failure) {
            throw new Unusable("the bundled ffmpeg cannot be unpacked into " + unpacked + " (" + failure.getMessage()
                    + "); make room there, or name another in ATELIER_FFMPEG");
        }
    }

    /// Whether [#find] may find them; runs only what the operator has set, and writes nothing.
    ///
    /// @return their name
    public static String foresee(Optional<Path> chosen) throws Unusable, InterruptedException {
        if (chosen.isPresent()) {
            Programs programs = of(folder(chosen.get()), false);
            return "ffmpeg " + programs.version + " in " + programs.folder;
        }
        if (BundledPrograms.there()) {
            return "the bundled ffmpeg";
        }
        throw new Unusable("no ffmpeg for this system came with the server; install one and name it in ATELIER_FFMPEG");
    }

    Path ffmpeg() {
        return folder.resolve("ffmpeg");
    }

    Path ffprobe() {
        return folder.resolve("ffprobe");
    }

    private static Path folder(Path ffmpeg) throws Unusable {
        Path folder = ffmpeg.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(ffmpeg) || !ffmpeg.endsWith("ffmpeg")) {
            throw new Unusable("ATELIER_FFMPEG must be the path of a program named ffmpeg");
        }
        return folder;
    }

    private static Programs of(Path folder, boolean bundled) throws Unusable, InterruptedException {
        for (String name : List.of("ffmpeg", "ffprobe")) {
            if (!Files.isExecutable(folder.resolve(name))) {
                throw new Unusable("there is no program " + folder.resolve(name) + " that can be run");
            }
        }
        var found = new Programs(folder, bundled, "");
        var limits = new Confined.Limits(START_MAX, MEMORY_BYTES, 64 << 10);
        try {
            Confined.Ended ended = new Confined(found)
                    .run(List.of(found.ffmpeg().toString(), "-version"), Path.of("/dev/null"), limits);
            Matcher said = VERSION.matcher(ended.text());
            if (!ended.well() || !said.find()) {
                throw new Unusable(found.ffmpeg() + " does not run: " + ended.errors());
            }
            if (OLD.matcher(said.group(1)).matches()) {
                throw new Unusable(found.ffmpeg() + " is version " + said.group(1) + "; version 6 or newer is needed");
            }
            return new Programs(folder, bundled, said.group(1));
        } catch (IOException failure) {
            throw new Unusable(found.ffmpeg() + " does not run: " + failure.getMessage());
        }
    }
}

package studio.atelier.platform.video;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import studio.atelier.platform.settings.SettingsReader;

/// @param ffmpeg      the program to use instead of the bundled one, with `ffprobe` beside it
/// @param atOnce      how many clips are looked at at the same time
/// @param pixelsMax   width times height of a clip that is decoded
/// @param timeMax     of one step: reading the header, the still, the loop
/// @param memoryBytes of one process, address space included
public record VideoSettings(Optional<Path> ffmpeg, int atOnce, long pixelsMax, Duration timeMax, long memoryBytes) {

    public static VideoSettings read(SettingsReader settings) {
        return new VideoSettings(
                settings.path(
                        "ATELIER_FFMPEG",
                        "The ffmpeg to use instead of the bundled one, version 6 or newer, with ffprobe in the same folder."),
                (int) settings.whole(
                        "ATELIER_VIDEO_AT_ONCE", 2, 1, 32, "How many clips are looked at at the same time."),
                settings.whole(
                        "ATELIER_VIDEO_PIXELS_MAX",
                        36_000_000,
                        100_000,
                        200_000_000,
                        "Most pixels a clip may have, width times height; 8K is 33 million."),
                settings.duration(
                        "ATELIER_VIDEO_TIME_MAX",
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(10),
                        "How long reading a clip's header, making its still or its loop may take, each."),
                settings.bytes(
                        "ATELIER_VIDEO_MEMORY_MAX",
                        "3GB",
                        256L << 20,
                        64L << 30,
                        "Address space of one ffmpeg; a clip that needs more has no picture."));
    }
}

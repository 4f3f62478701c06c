package studio.atelier.engine.media;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.engine.media.internal.format.FileFormat;
import studio.atelier.engine.media.internal.format.Measures;
import studio.atelier.platform.pictures.PictureResult;
import studio.atelier.platform.pictures.Pictures;
import studio.atelier.platform.pictures.Smalls;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.platform.video.Clip;
import studio.atelier.platform.video.ClipFacts;
import studio.atelier.platform.video.ClipResult;
import studio.atelier.platform.video.Clips;
import studio.atelier.platform.video.Container;

/// Looks into clips and sounds. An upload that cannot be decoded is refused, so that its sender learns of it;
/// what was bought is kept in any case, at worst without a picture. Thread-safe.
final class MovingParts {

    private static final Logger log = LoggerFactory.getLogger(MovingParts.class);

    private final Pictures pictures;
    private final Clips clips;

    MovingParts(Pictures pictures, Clips clips) {
        this.pictures = pictures;
        this.clips = clips;
    }

    /// @param header what the header says by itself
    /// @param bought whether somebody has paid for it
    /// @throws ProblemException where it was not bought: `media.undecodable`, `media.dimensions_refused`,
    ///     `media.busy`
    Inspection.Inspected inspect(Path file, FileFormat format, Measures header, boolean bought) throws IOException {
        if (format.kind() == MediaKind.VIDEO) {
            Clip clip = seen(clips.look(file, container(format)), bought);
            return clip == null ? plain(format, header) : clip(format, header, clip);
        }
        if (header.durationMs() != null) {
            return plain(format, header);
        }
        ClipFacts sound = seen(clips.facts(file, container(format)), bought);
        return sound == null
                ? plain(format, header)
                : new Inspection.Inspected(format, facts(format, header, sound, null), null, null);
    }

    private Inspection.Inspected clip(FileFormat format, Measures header, Clip clip) throws IOException {
        byte[] still = clip.still();
        Smalls smalls = still == null ? null : smalls(still);
        byte[] loop = smalls == null ? null : clip.loop();
        return new Inspection.Inspected(format, facts(format, header, clip.facts(), smalls), smalls, loop);
    }

    /// @return null where it was not seen and is kept nevertheless
    private static <T> @Nullable T seen(ClipResult<T> result, boolean bought) {
        return switch (result) {
            case ClipResult.Done<T>(T value) -> value;
            case ClipResult.Refused<T>(var reason, String sentence) -> {
                if (bought) {
                    log.warn("a result is kept without a picture: {}", reason);
                    yield null;
                }
                yield switch (reason) {
                    case UNAVAILABLE -> null;
                    case BUSY -> throw MediaProblem.BUSY.problem();
                    case TOO_LARGE -> throw MediaProblem.DIMENSIONS_REFUSED.problem(sentence);
                    case DAMAGED, TOO_SLOW -> throw MediaProblem.UNDECODABLE.problem(sentence);
                };
            }
        };
    }

    /// A still comes from our own process; where it cannot be made small the clip goes without.
    private @Nullable Smalls smalls(byte[] still) throws IOException {
        return switch (pictures.smalls(new ByteArrayInputStream(still))) {
            case PictureResult.Done<Smalls>(Smalls smalls) -> smalls;
            case PictureResult.Refused<Smalls>(var reason, String _) -> {
                log.warn("the still of a clip was not made small: {}", reason);
                yield null;
            }
        };
    }

    private static Inspection.Inspected plain(FileFormat format, Measures header) {
        var unknown = new ClipFacts(null, null, null, null, null, null);
        return new Inspection.Inspected(format, facts(format, header, unknown, null), null, null);
    }

    private static MediaFacts facts(FileFormat format, Measures header, ClipFacts looked, @Nullable Smalls smalls) {
        boolean sized = looked.width() != null;
        boolean streams = looked.videoCodec() != null || looked.audioCodec() != null;
        return new MediaFacts(
                format.kind(),
                format.mimeType(),
                format.extension(),
                sized ? looked.width() : header.width(),
                sized ? looked.height() : header.height(),
                looked.durationMs() == null ? header.durationMs() : looked.durationMs(),
                smalls == null ? null : smalls.color(),
                streams ? new MediaFacts.Streams(looked.frameRate(), looked.videoCodec(), looked.audioCodec()) : null);
    }

    private static Container container(FileFormat format) {
        return switch (format) {
            case MP4 -> Container.MP4;
            case WEBM -> Container.WEBM;
            case OGG -> Container.OGG;
            case MP3 -> Container.MP3;
            case WAV -> Container.WAV;
            case FLAC -> Container.FLAC;
            case PNG, JPEG, WEBP, GIF, AVIF -> throw new IllegalArgumentException(format + " does not move");
        };
    }
}

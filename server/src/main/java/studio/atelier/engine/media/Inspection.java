package studio.atelier.engine.media;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.media.internal.format.Damaged;
import studio.atelier.engine.media.internal.format.FileFormat;
import studio.atelier.engine.media.internal.format.Headers;
import studio.atelier.engine.media.internal.format.Measures;
import studio.atelier.engine.media.internal.format.Sniffer;
import studio.atelier.platform.pictures.PictureResult;
import studio.atelier.platform.pictures.Pictures;
import studio.atelier.platform.pictures.Smalls;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.video.Clips;

/// Looks at a received file from outside to inside: type, header within limits, then the whole picture.
/// Thread-safe.
final class Inspection {

    private final Sniffer sniffer = new Sniffer();
    private final Pictures pictures;
    private final MovingParts moving;

    Inspection(Pictures pictures, Clips clips) {
        this.pictures = pictures;
        this.moving = new MovingParts(pictures, clips);
    }

    /// What is known about a file afterwards.
    ///
    /// @param smalls of a picture, or of a clip's still; null for what is neither, or cannot be decoded here
    /// @param loop   of a clip, WebM; null where there is none
    @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
    record Inspected(
            FileFormat format, MediaFacts facts, @Nullable Smalls smalls, byte @Nullable [] loop) {}

    Inspected inspect(Path file, MediaHints hints) throws IOException {
        FileFormat format = sniffer.sniff(file).orElseThrow(() -> unsupported(file, hints));
        MediaKind expected = hints.expected();
        if (expected != null && format.kind() != expected) {
            throw unsupported(file, hints);
        }
        try {
            Measures measures = Headers.read(file, format);
            if (format.kind() != MediaKind.IMAGE) {
                return moving.inspect(file, format, measures, hints.provenance() != null);
            }
            checkSize(measures);
            Smalls smalls = smalls(file);
            return new Inspected(format, facts(format, measures, smalls), smalls, null);
        } catch (Damaged damaged) {
            throw Problem.of(MediaProblem.UNDECODABLE, damaged.sentence()).exception(damaged);
        }
    }

    /// @return null where the picture is of a format that cannot be read here
    private @Nullable Smalls smalls(Path file) throws IOException {
        return switch (pictures.smalls(file)) {
            case PictureResult.Done<Smalls>(Smalls smalls) -> smalls;
            case PictureResult.Refused<Smalls>(var reason, String sentence) ->
                switch (reason) {
                    case UNSUPPORTED -> null;
                    case TOO_LARGE -> throw MediaProblem.DIMENSIONS_REFUSED.problem(sentence);
                    case DAMAGED -> throw MediaProblem.UNDECODABLE.problem();
                    case BUSY -> throw MediaProblem.BUSY.problem();
                };
        };
    }

    private RuntimeException unsupported(Path file, MediaHints hints) {
        try {
            String is = sniffer.describe(file);
            String said = hints.declared().isBlank() ? "" : ", announced as " + shortened(hints.declared());
            return MediaProblem.TYPE_UNSUPPORTED.problem(
                    "This is " + shortened(is) + said + ". " + MediaProblem.TYPE_UNSUPPORTED.action());
        } catch (IOException failure) {
            return Problem.of(MediaProblem.TYPE_UNSUPPORTED, MediaProblem.TYPE_UNSUPPORTED.action())
                    .exception(failure);
        }
    }

    private static String shortened(String type) {
        String plain = type.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9/+.-]", "");
        return plain.length() > 80 ? plain.substring(0, 80) : plain;
    }

    private void checkSize(Measures measures) {
        Integer width = measures.width();
        Integer height = measures.height();
        if (width == null || height == null) {
            throw MediaProblem.UNDECODABLE.problem();
        }
        pictures.limits().fault(width, height).ifPresent(sentence -> {
            throw MediaProblem.DIMENSIONS_REFUSED.problem(sentence);
        });
    }

    private static MediaFacts facts(FileFormat format, Measures measures, @Nullable Smalls smalls) {
        return new MediaFacts(
                format.kind(),
                format.mimeType(),
                format.extension(),
                smalls == null
                        ? measures.width()
                        : Integer.valueOf(smalls.size().width()),
                smalls == null
                        ? measures.height()
                        : Integer.valueOf(smalls.size().height()),
                measures.durationMs(),
                smalls == null ? null : smalls.color(),
                null);
    }
}

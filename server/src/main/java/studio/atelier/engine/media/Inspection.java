package studio.atelier.engine.media;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.engine.media.internal.Pictures;
import studio.atelier.engine.media.internal.Workshop;
import studio.atelier.engine.media.internal.format.Damaged;
import studio.atelier.engine.media.internal.format.FileFormat;
import studio.atelier.engine.media.internal.format.Headers;
import studio.atelier.engine.media.internal.format.Measures;
import studio.atelier.engine.media.internal.format.Sniffer;
import studio.atelier.platform.problem.Problem;

/// Looks at a received file from outside to inside: type, header within limits, then the whole picture.
/// Thread-safe.
final class Inspection {

    private static final Logger log = LoggerFactory.getLogger(Inspection.class);

    /// Longer than any panorama; a picture of one line is no picture.
    private static final int RATIO_MAX = 50;

    private static final int EDGE_MAX = 32_767;

    private final Sniffer sniffer = new Sniffer();
    private final Pictures pictures;
    private final Workshop workshop;
    private final long pixelsMax;

    Inspection(Pictures pictures, Workshop workshop, long pixelsMax) {
        this.pictures = pictures;
        this.workshop = workshop;
        this.pixelsMax = pixelsMax;
    }

    /// What is known about a file afterwards.
    ///
    /// @param rendered null for what is no picture, or cannot be decoded here
    record Inspected(FileFormat format, MediaFacts facts, Pictures.@Nullable Rendered rendered) {}

    Inspected inspect(Path file, MediaHints hints) throws IOException {
        FileFormat format = sniffer.sniff(file).orElseThrow(() -> unsupported(file, hints));
        MediaKind expected = hints.expected();
        if (expected != null && format.kind() != expected) {
            throw unsupported(file, hints);
        }
        try {
            Measures measures = Headers.read(file, format);
            if (format.kind() != MediaKind.IMAGE) {
                return new Inspected(format, facts(format, measures, null), null);
            }
            checkSize(measures);
            Pictures.Rendered rendered = workshop.run(() -> pictures.render(file, format));
            return new Inspected(format, facts(format, measures, rendered), rendered);
        } catch (Damaged damaged) {
            throw Problem.of(MediaProblem.UNDECODABLE, damaged.sentence()).exception(damaged);
        } catch (Pictures.Undecodable broken) {
            log.info(
                    "a {} of {} bytes cannot be decoded: {}",
                    format,
                    java.nio.file.Files.size(file),
                    broken.getMessage());
            throw Problem.of(MediaProblem.UNDECODABLE, MediaProblem.UNDECODABLE.action())
                    .exception(broken);
        } catch (Workshop.Full _) {
            throw MediaProblem.BUSY.problem();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Problem.of(MediaProblem.BUSY, MediaProblem.BUSY.action()).exception(interrupted);
        }
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
        long pixels = (long) width * height;
        long ratio = Math.max(width, height) / Math.min(width, height);
        if (pixels > pixelsMax || Math.max(width, height) > EDGE_MAX || ratio > RATIO_MAX) {
            throw Problem.of(
                            MediaProblem.DIMENSIONS_REFUSED,
                            "This picture has " + width + " × " + height + " pixels; at most " + pixelsMax + " in all, "
                                    + EDGE_MAX + " a side and " + RATIO_MAX + " to 1 are taken.")
                    .exception();
        }
    }

    private static MediaFacts facts(FileFormat format, Measures measures, Pictures.@Nullable Rendered rendered) {
        return new MediaFacts(
                format.kind(),
                format.mimeType(),
                format.extension(),
                rendered == null ? measures.width() : Integer.valueOf(rendered.width()),
                rendered == null ? measures.height() : Integer.valueOf(rendered.height()),
                measures.durationMs(),
                rendered == null ? null : rendered.color());
    }
}

package studio.atelier.engine.media.internal;

import java.nio.file.Path;
import studio.atelier.engine.media.internal.format.FileFormat;
import studio.atelier.engine.media.internal.vips.Vips;
import studio.atelier.engine.media.internal.vips.VipsFailure;

/// Small pictures by libvips, as WebP.
public record NativePictures(Vips vips) implements Pictures {

    @Override
    public Rendered render(Path file, FileFormat format) {
        try {
            Vips.Size size = vips.measure(file);
            try (Vips.Picture preview = vips.shrink(file, PREVIEW_EDGE);
                    Vips.Picture thumbnail = preview.shrink(THUMBNAIL_EDGE)) {
                return new Rendered(
                        size.width(),
                        size.height(),
                        Pictures.hex(thumbnail.average()),
                        new Small(thumbnail.webp()),
                        new Small(preview.webp()),
                        "image/webp");
            }
        } catch (VipsFailure broken) {
            throw new Undecodable(broken);
        }
    }
}

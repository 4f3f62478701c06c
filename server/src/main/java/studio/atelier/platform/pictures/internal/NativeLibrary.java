package studio.atelier.platform.pictures.internal;

import java.nio.file.Path;
import java.util.function.Supplier;
import studio.atelier.platform.pictures.Encoded;
import studio.atelier.platform.pictures.PictureFormat;
import studio.atelier.platform.pictures.PictureProbe;
import studio.atelier.platform.pictures.PictureSize;
import studio.atelier.platform.pictures.Smalls;
import studio.atelier.platform.pictures.internal.vips.Vips;
import studio.atelier.platform.pictures.internal.vips.VipsFailure;
import studio.atelier.platform.pictures.internal.vips.VipsPicture;

/// All formats by libvips; small forms as WebP.
public record NativeLibrary(Vips vips) implements PictureLibrary {

    private static final int SMALL_QUALITY = 82;

    @Override
    public boolean complete() {
        return true;
    }

    @Override
    public boolean reads(PictureFormat format) {
        return true;
    }

    @Override
    public PictureSize measure(Path file, PictureFormat format) {
        return decoding(() -> vips.measure(file));
    }

    @Override
    public Smalls smalls(Path file, PictureProbe probe) {
        return working(() -> {
            try (VipsPicture preview = vips.shrink(source(file, probe), PREVIEW_EDGE);
                    VipsPicture thumbnail = preview.shrink(THUMBNAIL_EDGE)) {
                return new Smalls(
                        probe.size(),
                        PictureLibrary.hex(thumbnail.average()),
                        encoded(thumbnail, PictureFormat.WEBP, SMALL_QUALITY),
                        encoded(preview, PictureFormat.WEBP, SMALL_QUALITY));
            }
        });
    }

    @Override
    public Encoded transform(Path file, PictureProbe probe, Order order) {
        return working(() -> {
            try (VipsPicture plan = vips.plan(
                    source(file, probe), order.target().size(), order.target().cropped())) {
                return encoded(plan, order.format(), order.quality());
            }
        });
    }

    private static Vips.Source source(Path file, PictureProbe probe) {
        return new Vips.Source(file, probe.format(), probe.size());
    }

    private static Encoded encoded(VipsPicture picture, PictureFormat format, int quality) {
        return new Encoded(format, picture.encode(format, quality));
    }

    private <T> T working(Supplier<T> work) {
        return decoding(() -> vips.sharing(work));
    }

    private static <T> T decoding(Supplier<T> work) {
        try {
            return work.get();
        } catch (VipsFailure broken) {
            throw new Undecodable(broken);
        }
    }
}

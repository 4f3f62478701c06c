package studio.atelier.platform.pictures;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.pictures.PictureResult.Done;
import studio.atelier.platform.pictures.PictureResult.Reason;
import studio.atelier.platform.pictures.PictureResult.Refused;
import studio.atelier.platform.pictures.internal.JavaLibrary;
import studio.atelier.platform.pictures.internal.NativeLibrary;
import studio.atelier.platform.pictures.internal.PictureLibrary;
import studio.atelier.platform.pictures.internal.vips.BundledLibrary;
import studio.atelier.platform.pictures.internal.vips.Vips;

/// Works on pictures that may come from anybody. Thread-safe; callers wait for their turn, at most 30 s.
///
/// Where libvips is missing Java does the work: it reads PNG, JPEG and GIF, writes JPEG and PNG (asked for
/// WebP, AVIF or GIF it answers JPEG, or PNG for a picture with holes; [Encoded#format] says which), does not
/// look at colour profiles, and is some times slower.
public final class Pictures implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Pictures.class);
    private static final Duration TURN_WAIT_MAX = Duration.ofSeconds(30);
    private static final int BUFFER_BYTES = 1 << 16;

    private final PictureLibrary library;
    private final Workshop workshop;
    private final PicturesSettings settings;
    private final Path drafts;

    /// Loads the library.
    ///
    /// @param unpacked folder for the library; made when it is not there
    /// @param drafts   folder for sources that come as streams; it is there
    public static Pictures open(PicturesSettings settings, Path unpacked, Path drafts) {
        Optional<Vips> vips = settings.nativeLibrary() ? BundledLibrary.load(unpacked) : Optional.empty();
        PictureLibrary library = vips.isPresent() ? new NativeLibrary(vips.get()) : new JavaLibrary();
        var workshop = new Workshop(settings.atOnce(), settings.pixelsMax(), TURN_WAIT_MAX);
        return new Pictures(library, workshop, settings, drafts);
    }

    private Pictures(PictureLibrary library, Workshop workshop, PicturesSettings settings, Path drafts) {
        this.library = library;
        this.workshop = workshop;
        this.settings = settings;
        this.drafts = drafts;
    }

    public PictureLimits limits() {
        return new PictureLimits(settings.pixelsMax());
    }

    /// Whether all formats are written, which is so where libvips was loaded.
    public boolean complete() {
        return library.complete();
    }

    /// Reads the header, decodes nothing.
    ///
    /// @throws IOException when the file cannot be read
    public PictureResult<PictureProbe> probe(Path file) throws IOException {
        Optional<PictureFormat> format = PictureFormat.of(file);
        if (format.isEmpty() || !library.reads(format.get())) {
            return unsupported();
        }
        PictureSize size;
        try {
            size = library.measure(file, format.get());
        } catch (PictureLibrary.Undecodable broken) {
            return damaged(file, broken);
        }
        Optional<String> fault = limits().fault(size.width(), size.height());
        return fault.isPresent()
                ? new Refused<>(Reason.TOO_LARGE, fault.get())
                : new Done<>(new PictureProbe(format.get(), size));
    }

    /// Decodes the picture whole, so that any damage shows, and makes its small forms.
    ///
    /// @throws IOException when the file cannot be read
    public PictureResult<Smalls> smalls(Path file) throws IOException {
        return switch (probe(file)) {
            case Refused<PictureProbe> refused -> new Refused<>(refused.reason(), refused.sentence());
            case Done<PictureProbe>(PictureProbe probe) -> work(file, probe, () -> library.smalls(file, probe));
        };
    }

    /// The same of a stream, by way of a file. The caller closes the stream.
    ///
    /// @throws IOException when the stream breaks, or the disk is full
    public PictureResult<Smalls> smalls(InputStream source) throws IOException {
        return drafted(source, this::smalls);
    }

    /// @throws IOException when the file cannot be read
    public PictureResult<Encoded> transform(Path file, Transform wanted) throws IOException {
        if (Files.size(file) > settings.sourceBytesMax()) {
            return tooManyBytes();
        }
        return switch (probe(file)) {
            case Refused<PictureProbe> refused -> new Refused<>(refused.reason(), refused.sentence());
            case Done<PictureProbe>(PictureProbe probe) -> {
                PictureFormat format = wanted.format() == null ? probe.format() : wanted.format();
                var order = new PictureLibrary.Order(wanted.target(probe.size()), format, wanted.quality());
                yield work(file, probe, () -> library.transform(file, probe, order));
            }
        };
    }

    /// The same of a stream, by way of a file: no part of the source lies on the heap. The caller closes the
    /// stream.
    ///
    /// @throws IOException when the stream breaks, or the disk is full
    public PictureResult<Encoded> transform(InputStream source, Transform wanted) throws IOException {
        return drafted(source, file -> transform(file, wanted));
    }

    private interface OfFile<T> {
        PictureResult<T> make(Path file) throws IOException;
    }

    private <T> PictureResult<T> drafted(InputStream source, OfFile<T> work) throws IOException {
        Path file = Files.createTempFile(drafts, "picture", ".draft");
        try {
            try (var out = Files.newOutputStream(file)) {
                long left = settings.sourceBytesMax() + 1;
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int read = source.read(buffer); read >= 0 && left > 0; read = source.read(buffer)) {
                    out.write(buffer, 0, (int) Math.min(read, left));
                    left -= read;
                }
            }
            return work.make(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private <T> PictureResult<T> work(Path file, PictureProbe probe, Callable<T> work) throws IOException {
        try {
            return new Done<>(workshop.run(probe.size().pixels(), work));
        } catch (PictureLibrary.Undecodable broken) {
            return damaged(file, broken);
        } catch (Workshop.Full _) {
            return busy();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return busy();
        }
    }

    private static <T> PictureResult<T> damaged(Path file, PictureLibrary.Undecodable broken) throws IOException {
        log.info("a picture of {} bytes cannot be decoded: {}", Files.size(file), broken.getMessage());
        return new Refused<>(Reason.DAMAGED, "The picture is damaged or incomplete; export it again and resend.");
    }

    private static <T> PictureResult<T> unsupported() {
        return new Refused<>(Reason.UNSUPPORTED, "This is not a picture in a format that is read here.");
    }

    private <T> PictureResult<T> tooManyBytes() {
        return new Refused<>(
                Reason.TOO_LARGE, "Pictures of at most " + settings.sourceBytesMax() + " bytes are transformed.");
    }

    private static <T> PictureResult<T> busy() {
        return new Refused<>(Reason.BUSY, "Too many pictures are being prepared; try again shortly.");
    }

    @Override
    public void close() {
        workshop.close();
    }
}

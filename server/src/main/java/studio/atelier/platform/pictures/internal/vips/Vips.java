package studio.atelier.platform.pictures.internal.vips;

import static studio.atelier.platform.pictures.internal.vips.Functions.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import studio.atelier.platform.pictures.PictureFormat;
import studio.atelier.platform.pictures.PictureSize;

/// libvips, opened. Every picture that a call returns is released by [VipsPicture#close]. Safe for many
/// threads.
public final class Vips {

    /// `VIPS_SIZE_DOWN`: never larger than it was.
    static final int SIZE_DOWN = 2;

    /// `VIPS_SIZE_FORCE`: exactly this, worked out before.
    private static final int SIZE_FORCE = 3;

    /// `VIPS_FAIL_ON_ERROR`: a truncated or broken picture is an error, not a grey half.
    private static final int FAIL_ON_ERROR = 2;

    /// `VIPS_ACCESS_SEQUENTIAL`: from top to bottom, a few lines at a time.
    private static final int ACCESS_SEQUENTIAL = 1;

    private static final int CROP_NONE = 0;
    private static final int CROP_CENTRE = 1;
    private static final long ERROR_BYTES_MAX = 4096;

    /// Orientations of EXIF from here on lie on their side.
    private static final int ON_ITS_SIDE = 5;

    final Functions functions;

    private final AtomicInteger working = new AtomicInteger();

    /// Opens the library and sets its limits, once for the process.
    ///
    /// @throws IllegalArgumentException when the file is not a library this machine can load
    /// @throws VipsFailure              when the library does not start
    public Vips(Path library) {
        functions = new Functions(SymbolLookup.libraryLookup(library, Arena.global()));
        try (Arena arena = Arena.ofConfined()) {
            // Warnings about the pictures of strangers would fill the log; what is an error comes as one.
            int _ = (int) functions.setEnvironment.invokeExact(
                    arena.allocateFrom("VIPS_WARNING"), arena.allocateFrom("off"), 1);
            if ((int) functions.init.invokeExact(arena.allocateFrom("atelier")) != 0) {
                throw failure();
            }
            // Only loaders that are tested against hostile files; the others are for the operator's own pictures.
            functions.blockUntrusted.invokeExact(1);
            functions.cacheMax.invokeExact(0);
        } catch (Throwable problem) {
            throw rethrown(problem);
        }
    }

    /// Work that decodes or encodes. Who works alone has all processors, as decoding, shrinking and encoding
    /// are then done beside each other; together each has its share. libvips looks at the number when a piece
    /// of work begins, so one that was alone keeps its threads until it ends.
    public <T> T sharing(Supplier<T> work) {
        int together = working.incrementAndGet();
        try {
            functions.concurrency.invokeExact(Math.max(1, Runtime.getRuntime().availableProcessors() / together));
            return work.get();
        } catch (Throwable problem) {
            throw rethrown(problem);
        } finally {
            working.decrementAndGet();
        }
    }

    /// Size as shown, from the header alone.
    ///
    /// @throws VipsFailure when the header cannot be read
    public PictureSize measure(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment image = (MemorySegment) functions.open.invokeExact(
                    arena.allocateFrom(file.toString()),
                    arena.allocateFrom("fail_on"),
                    FAIL_ON_ERROR,
                    MemorySegment.NULL);
            try (VipsPicture picture = picture(image)) {
                int turned = (int) functions.orientation.invokeExact(image);
                return turned >= ON_ITS_SIDE
                        ? new PictureSize(/* width= */ picture.height(), /* height= */ picture.width())
                        : new PictureSize(picture.width(), picture.height());
            }
        } catch (Throwable problem) {
            throw rethrown(problem);
        }
    }

    /// A file to be decoded.
    ///
    /// @param size upright, from its header
    public record Source(Path file, PictureFormat format, PictureSize size) {

        /// How much of a JPEG need not be decoded: it is made of blocks that have smaller forms. As much as
        /// leaves at least the size that is wanted.
        private int shrink(PictureSize wanted) {
            if (format != PictureFormat.JPEG) {
                return 1;
            }
            int possible = Math.min(size.width() / wanted.width(), size.height() / wanted.height());
            return possible >= 8 ? 8 : possible >= 4 ? 4 : possible >= 2 ? 2 : 1;
        }
    }

    /// Decodes the file, turned upright and in sRGB, shrunk while decoding where the format can.
    ///
    /// @param edge longest side, pixels
    /// @throws VipsFailure when the file cannot be decoded whole
    public VipsPicture shrink(Source source, int edge) {
        // The picture so far is only a plan; it is worked out here, once, and any fault of the file shows here.
        try (VipsPicture plan = plan(source, source.size().within(edge), false)) {
            return picture((MemorySegment) functions.copyMemory.invokeExact(plan.pointer()));
        } catch (Throwable problem) {
            throw rethrown(problem);
        }
    }

    /// What the file becomes at this size, upright and in sRGB. It is decoded when the result is encoded, a
    /// few lines at a time where the format can.
    ///
    /// @param size    exactly, never larger than the source
    /// @param cropped keep the proportions and cut what sticks out
    /// @throws VipsFailure when the header cannot be read
    public VipsPicture plan(Source source, PictureSize size, boolean cropped) {
        int shrink = source.shrink(size);
        if (shrink == 1) {
            String file = source.file().toString();
            return thumbnail(functions.thumbnail, arena -> arena.allocateFrom(file), false, size, cropped);
        }
        try (VipsPicture loaded = jpeg(source.file(), shrink)) {
            return thumbnail(functions.thumbnailOf, _ -> loaded.pointer(), loaded.inSrgb(), size, cropped);
        }
    }

    private VipsPicture jpeg(Path file, int shrink) {
        return made((arena, out) -> (int) functions.jpegLoad.invokeExact(
                arena.allocateFrom(file.toString()),
                out,
                arena.allocateFrom("shrink"),
                shrink,
                arena.allocateFrom("access"),
                ACCESS_SEQUENTIAL,
                arena.allocateFrom("fail_on"),
                FAIL_ON_ERROR,
                MemorySegment.NULL));
    }

    /// @param operation takes a file or a picture first, and behind it the same
    /// @param inSrgb    it would be taken through another colour space and back, for a third of the time
    private VipsPicture thumbnail(
            MethodHandle operation,
            Function<Arena, MemorySegment> source,
            boolean inSrgb,
            PictureSize size,
            boolean cropped) {
        return made((arena, out) -> {
            // The options end where a name is null.
            MemorySegment convert = inSrgb ? MemorySegment.NULL : arena.allocateFrom("output_profile");
            return (int) operation.invokeExact(
                    source.apply(arena),
                    out,
                    size.width(),
                    arena.allocateFrom("height"),
                    size.height(),
                    arena.allocateFrom("size"),
                    cropped ? SIZE_DOWN : SIZE_FORCE,
                    arena.allocateFrom("crop"),
                    cropped ? CROP_CENTRE : CROP_NONE,
                    arena.allocateFrom("fail_on"),
                    FAIL_ON_ERROR,
                    convert,
                    arena.allocateFrom("srgb"),
                    MemorySegment.NULL);
        });
    }

    /// An operation that makes a picture.
    @FunctionalInterface
    interface Operation {

        /// @param arena for its arguments
        /// @param out   where it puts the pointer to the picture
        /// @return other than 0 where it failed
        int run(Arena arena, MemorySegment out) throws Throwable;
    }

    /// @throws VipsFailure when the operation fails
    VipsPicture made(Operation operation) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(POINTER);
            if (operation.run(arena, out) != 0) {
                throw failure();
            }
            return picture(out.get(POINTER, 0));
        } catch (Throwable problem) {
            throw rethrown(problem);
        }
    }

    VipsPicture picture(MemorySegment pointer) {
        if (pointer.equals(MemorySegment.NULL)) {
            throw failure();
        }
        return new VipsPicture(this, pointer);
    }

    VipsFailure failure() {
        try {
            MemorySegment words = (MemorySegment) functions.errorBuffer.invokeExact();
            String text = words.reinterpret(ERROR_BYTES_MAX).getString(0);
            functions.errorClear.invokeExact();
            return new VipsFailure(text.strip());
        } catch (Throwable problem) {
            throw rethrown(problem);
        }
    }

    static RuntimeException rethrown(Throwable problem) {
        return switch (problem) {
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            default -> new IllegalStateException("a call of libvips failed", problem);
        };
    }
}

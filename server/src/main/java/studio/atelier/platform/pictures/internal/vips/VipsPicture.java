package studio.atelier.platform.pictures.internal.vips;

import static studio.atelier.platform.pictures.internal.vips.Functions.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import studio.atelier.platform.pictures.PictureFormat;

/// A picture in native memory, or the plan of one. Not thread-safe.
public final class VipsPicture implements AutoCloseable {

    /// `VIPS_FOREIGN_KEEP_NONE`: small pictures carry no place, camera or prompt.
    private static final int KEEP_NONE = 0;

    /// `VIPS_INTERPRETATION_sRGB`: 8 bits, red, green, blue.
    private static final int SRGB = 22;

    /// `VIPS_FOREIGN_HEIF_COMPRESSION_AV1`.
    private static final int AV1 = 4;

    private static final int AVERAGE_EDGE = 16;

    /// Where another step costs more time than it saves bytes.
    private static final int WEBP_EFFORT = 4;

    private static final int AVIF_EFFORT = 2;
    private static final double[] WHITE = {255, 255, 255};

    private final Vips vips;
    private final Functions functions;
    private final MemorySegment pointer;

    VipsPicture(Vips vips, MemorySegment pointer) {
        this.vips = vips;
        this.functions = vips.functions;
        this.pointer = pointer;
    }

    MemorySegment pointer() {
        return pointer;
    }

    public int width() {
        return number(functions.width);
    }

    public int height() {
        return number(functions.height);
    }

    private int number(MethodHandle getter) {
        try {
            return (int) getter.invokeExact(pointer);
        } catch (Throwable problem) {
            throw Vips.rethrown(problem);
        }
    }

    /// Whether its colours are sRGB as they stand: so it says, and it brings no profile that says otherwise.
    boolean inSrgb() {
        try (Arena arena = Arena.ofConfined()) {
            boolean profiled =
                    (long) functions.typeOf.invokeExact(pointer, arena.allocateFrom("icc-profile-data")) != 0;
            return !profiled && number(functions.interpretation) == SRGB;
        } catch (Throwable problem) {
            throw Vips.rethrown(problem);
        }
    }

    /// A smaller copy, at most this many pixels a side.
    public VipsPicture shrink(int edge) {
        return vips.made((arena, out) -> (int) functions.thumbnailImage.invokeExact(
                pointer,
                out,
                edge,
                arena.allocateFrom("height"),
                edge,
                arena.allocateFrom("size"),
                Vips.SIZE_DOWN,
                MemorySegment.NULL));
    }

    /// @param quality 1 to 100; PNG and GIF do not look at it
    /// @throws VipsFailure when the source turns out to be broken
    public byte[] encode(PictureFormat format, int quality) {
        try (Arena arena = Arena.ofConfined()) {
            var out = new Out(arena.allocate(POINTER), arena.allocate(ValueLayout.JAVA_LONG));
            int failed = switch (format) {
                case WEBP -> webp(arena, out, quality);
                case JPEG -> jpeg(arena, out, quality);
                case AVIF -> avif(arena, out, quality);
                case PNG -> bare(functions.pngSave, arena, out);
                case GIF -> bare(functions.gifSave, arena, out);
            };
            if (failed != 0) {
                throw vips.failure();
            }
            return taken(out.buffer.get(POINTER, 0), out.length.get(ValueLayout.JAVA_LONG, 0));
        } catch (Throwable problem) {
            throw Vips.rethrown(problem);
        }
    }

    /// Where a saver puts what it made.
    private record Out(MemorySegment buffer, MemorySegment length) {}

    private int webp(Arena arena, Out out, int quality) throws Throwable {
        return (int) functions.webpSave.invokeExact(
                pointer,
                out.buffer,
                out.length,
                arena.allocateFrom("Q"),
                quality,
                arena.allocateFrom("effort"),
                WEBP_EFFORT,
                arena.allocateFrom("keep"),
                KEEP_NONE,
                MemorySegment.NULL);
    }

    private int jpeg(Arena arena, Out out, int quality) throws Throwable {
        // A JPEG has no holes; what was seen through them is white paper.
        MemorySegment white = (MemorySegment)
                functions.newArray.invokeExact(arena.allocateFrom(ValueLayout.JAVA_DOUBLE, WHITE), WHITE.length);
        try {
            return (int) functions.jpegSave.invokeExact(
                    pointer,
                    out.buffer,
                    out.length,
                    arena.allocateFrom("Q"),
                    quality,
                    arena.allocateFrom("optimize_coding"),
                    1,
                    arena.allocateFrom("keep"),
                    KEEP_NONE,
                    arena.allocateFrom("background"),
                    white,
                    MemorySegment.NULL);
        } finally {
            functions.freeArea.invokeExact(white);
        }
    }

    private int avif(Arena arena, Out out, int quality) throws Throwable {
        return (int) functions.heifSave.invokeExact(
                pointer,
                out.buffer,
                out.length,
                arena.allocateFrom("Q"),
                quality,
                arena.allocateFrom("compression"),
                AV1,
                arena.allocateFrom("effort"),
                AVIF_EFFORT,
                arena.allocateFrom("keep"),
                KEEP_NONE,
                MemorySegment.NULL);
    }

    private int bare(MethodHandle saver, Arena arena, Out out) throws Throwable {
        return (int) saver.invokeExact(
                pointer, out.buffer, out.length, arena.allocateFrom("keep"), KEEP_NONE, MemorySegment.NULL);
    }

    /// The average of all pixels on black, `0xrrggbb`.
    public int average() {
        try (Arena arena = Arena.ofConfined();
                VipsPicture small = shrink(AVERAGE_EDGE);
                VipsPicture opaque = small.derived(
                        small.number(functions.hasAlpha) == 1 ? functions.flatten : functions.castToBytes);
                VipsPicture bytes = opaque.derived(functions.castToBytes)) {
            return bytes.average(arena);
        } catch (Throwable problem) {
            throw Vips.rethrown(problem);
        }
    }

    private VipsPicture derived(MethodHandle operation) {
        return vips.made((_, out) -> (int) operation.invokeExact(pointer, out, MemorySegment.NULL));
    }

    private int average(Arena arena) throws Throwable {
        MemorySegment length = arena.allocate(ValueLayout.JAVA_LONG);
        MemorySegment memory = (MemorySegment) functions.writeMemory.invokeExact(pointer, length);
        if (memory.equals(MemorySegment.NULL)) {
            throw vips.failure();
        }
        int channels = number(functions.bands);
        byte[] pixels = taken(memory, length.get(ValueLayout.JAVA_LONG, 0));
        long[] sums = new long[3];
        int count = pixels.length / channels;
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < 3; c++) {
                sums[c] += pixels[i * channels + (channels < 3 ? 0 : c)] & 0xff;
            }
        }
        return (int) (sums[0] / count) << 16 | (int) (sums[1] / count) << 8 | (int) (sums[2] / count);
    }

    /// Copies memory that the library allocated for us, and gives it back.
    private byte[] taken(MemorySegment memory, long length) throws Throwable {
        byte[] bytes = memory.reinterpret(length).toArray(ValueLayout.JAVA_BYTE);
        functions.free.invokeExact(memory);
        return bytes;
    }

    @Override
    public void close() {
        try {
            functions.unref.invokeExact(pointer);
        } catch (Throwable problem) {
            throw Vips.rethrown(problem);
        }
    }
}

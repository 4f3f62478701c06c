package studio.atelier.engine.media.internal.vips;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// The functions of libvips that thumbnails need. Every image that a call returns is released by
/// [Picture#close]. Safe for many threads; libvips itself uses one thread a call here.
public final class Vips {

    /// `VIPS_SIZE_DOWN`: never larger than it was.
    private static final int SIZE_DOWN = 2;

    /// `VIPS_FAIL_ON_ERROR`: a truncated or broken picture is an error, not a grey half.
    private static final int FAIL_ON_ERROR = 2;

    /// `VIPS_FOREIGN_KEEP_NONE`: small pictures carry no place, camera or prompt.
    private static final int KEEP_NONE = 0;

    private static final int AVERAGE_EDGE = 16;
    private static final int WEBP_QUALITY = 82;
    private static final int WEBP_EFFORT = 3;
    private static final long ERROR_BYTES_MAX = 4096;

    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private final MethodHandle open;
    private final MethodHandle width;
    private final MethodHandle height;
    private final MethodHandle bands;
    private final MethodHandle orientation;
    private final MethodHandle thumbnail;
    private final MethodHandle thumbnailImage;
    private final MethodHandle copyMemory;
    private final MethodHandle flatten;
    private final MethodHandle castToBytes;
    private final MethodHandle hasAlpha;
    private final MethodHandle webpSave;
    private final MethodHandle writeMemory;
    private final MethodHandle unref;
    private final MethodHandle free;
    private final MethodHandle errorBuffer;
    private final MethodHandle errorClear;

    /// Opens the library and sets its limits, once for the process.
    ///
    /// @throws IllegalArgumentException when the file is not a library this machine can load
    /// @throws VipsFailure              when the library does not start
    public Vips(Path library) {
        SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
        Linker linker = Linker.nativeLinker();
        Functions functions = new Functions(linker, symbols);
        open = functions.variadic("vips_image_new_from_file", 1, POINTER, POINTER, POINTER, INT, POINTER);
        width = functions.plain("vips_image_get_width", INT, POINTER);
        height = functions.plain("vips_image_get_height", INT, POINTER);
        bands = functions.plain("vips_image_get_bands", INT, POINTER);
        orientation = functions.plain("vips_image_get_orientation", INT, POINTER);
        thumbnail = functions.variadic(
                "vips_thumbnail",
                3,
                INT,
                POINTER,
                POINTER,
                INT,
                POINTER,
                INT,
                POINTER,
                INT,
                POINTER,
                INT,
                POINTER,
                POINTER,
                POINTER);
        thumbnailImage = functions.variadic(
                "vips_thumbnail_image", 3, INT, POINTER, POINTER, INT, POINTER, INT, POINTER, INT, POINTER);
        copyMemory = functions.plain("vips_image_copy_memory", POINTER, POINTER);
        flatten = functions.variadic("vips_flatten", 2, INT, POINTER, POINTER, POINTER);
        castToBytes = functions.variadic("vips_cast_uchar", 2, INT, POINTER, POINTER, POINTER);
        hasAlpha = functions.plain("vips_image_hasalpha", INT, POINTER);
        webpSave = functions.variadic(
                "vips_webpsave_buffer",
                3,
                INT,
                POINTER,
                POINTER,
                POINTER,
                POINTER,
                INT,
                POINTER,
                INT,
                POINTER,
                INT,
                POINTER);
        writeMemory = functions.plain("vips_image_write_to_memory", POINTER, POINTER, POINTER);
        unref = functions.nothing("g_object_unref", POINTER);
        free = functions.nothing("g_free", POINTER);
        errorBuffer = functions.plain("vips_error_buffer", POINTER);
        errorClear = functions.nothing("vips_error_clear");
        start(functions);
    }

    private void start(Functions functions) {
        try (Arena arena = Arena.ofConfined()) {
            int failed = (int) functions.plain("vips_init", INT, POINTER).invokeExact(arena.allocateFrom("atelier"));
            if (failed != 0) {
                throw failure();
            }
            // Only loaders that are tested against hostile files; the others are for the operator's own pictures.
            functions.nothing("vips_block_untrusted_set", INT).invokeExact(1);
            functions.nothing("vips_concurrency_set", INT).invokeExact(1);
            functions.nothing("vips_cache_set_max", INT).invokeExact(0);
        } catch (Throwable problem) {
            throw rethrown(problem);
        }
    }

    /// Looks up functions by name.
    private record Functions(Linker linker, SymbolLookup symbols) {

        MethodHandle plain(String name, ValueLayout result, ValueLayout... arguments) {
            return linker.downcallHandle(symbols.findOrThrow(name), FunctionDescriptor.of(result, arguments));
        }

        MethodHandle nothing(String name, ValueLayout... arguments) {
            return linker.downcallHandle(symbols.findOrThrow(name), FunctionDescriptor.ofVoid(arguments));
        }

        MethodHandle variadic(String name, int fixed, ValueLayout result, ValueLayout... arguments) {
            return linker.downcallHandle(
                    symbols.findOrThrow(name),
                    FunctionDescriptor.of(result, arguments),
                    Linker.Option.firstVariadicArg(fixed));
        }
    }

    /// Size as shown, from the header alone.
    ///
    /// @throws VipsFailure when the header cannot be read
    public Size measure(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment image = (MemorySegment) open.invokeExact(
                    arena.allocateFrom(file.toString()),
                    arena.allocateFrom("fail_on"),
                    FAIL_ON_ERROR,
                    MemorySegment.NULL);
            try (Picture picture = picture(image)) {
                int turned = (int) orientation.invokeExact(picture.pointer);
                return turned >= 5
                        ? new Size(picture.height(), picture.width())
                        : new Size(picture.width(), picture.height());
            }
        } catch (Throwable problem) {
            throw rethrown(problem);
        }
    }

    /// @param width  pixels
    /// @param height pixels
    public record Size(int width, int height) {}

    /// Decodes the file, turned upright and in sRGB, shrunk while decoding where the format can.
    ///
    /// @param edge longest side, pixels
    /// @throws VipsFailure when the file cannot be decoded whole
    public Picture shrink(Path file, int edge) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(POINTER);
            int failed = (int) thumbnail.invokeExact(
                    arena.allocateFrom(file.toString()),
                    out,
                    edge,
                    arena.allocateFrom("height"),
                    edge,
                    arena.allocateFrom("size"),
                    SIZE_DOWN,
                    arena.allocateFrom("fail_on"),
                    FAIL_ON_ERROR,
                    arena.allocateFrom("output_profile"),
                    arena.allocateFrom("srgb"),
                    MemorySegment.NULL);
            if (failed != 0) {
                throw failure();
            }
            // The picture so far is only a plan; it is worked out here, once, and any fault of the file shows here.
            try (Picture plan = picture(out.get(POINTER, 0))) {
                return picture((MemorySegment) copyMemory.invokeExact(plan.pointer));
            }
        } catch (Throwable problem) {
            throw rethrown(problem);
        }
    }

    private Picture picture(MemorySegment pointer) {
        if (pointer.equals(MemorySegment.NULL)) {
            throw failure();
        }
        return new Picture(pointer);
    }

    private VipsFailure failure() {
        try {
            MemorySegment words = (MemorySegment) errorBuffer.invokeExact();
            String text = words.reinterpret(ERROR_BYTES_MAX).getString(0);
            errorClear.invokeExact();
            return new VipsFailure(text.strip());
        } catch (Throwable problem) {
            throw rethrown(problem);
        }
    }

    private static RuntimeException rethrown(Throwable problem) {
        return switch (problem) {
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            default -> new IllegalStateException("a call of libvips failed", problem);
        };
    }

    /// A decoded picture in native memory. Not thread-safe.
    public final class Picture implements AutoCloseable {

        private final MemorySegment pointer;

        private Picture(MemorySegment pointer) {
            this.pointer = pointer;
        }

        public int width() {
            return number(width);
        }

        public int height() {
            return number(height);
        }

        private int number(MethodHandle getter) {
            try {
                return (int) getter.invokeExact(pointer);
            } catch (Throwable problem) {
                throw rethrown(problem);
            }
        }

        /// A smaller copy.
        public Picture shrink(int edge) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment out = arena.allocate(POINTER);
                int failed = (int) thumbnailImage.invokeExact(
                        pointer,
                        out,
                        edge,
                        arena.allocateFrom("height"),
                        edge,
                        arena.allocateFrom("size"),
                        SIZE_DOWN,
                        MemorySegment.NULL);
                if (failed != 0) {
                    throw failure();
                }
                return picture(out.get(POINTER, 0));
            } catch (Throwable problem) {
                throw rethrown(problem);
            }
        }

        public byte[] webp() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(POINTER);
                MemorySegment length = arena.allocate(ValueLayout.JAVA_LONG);
                int failed = (int) webpSave.invokeExact(
                        pointer,
                        buffer,
                        length,
                        arena.allocateFrom("Q"),
                        WEBP_QUALITY,
                        arena.allocateFrom("effort"),
                        WEBP_EFFORT,
                        arena.allocateFrom("keep"),
                        KEEP_NONE,
                        MemorySegment.NULL);
                if (failed != 0) {
                    throw failure();
                }
                return taken(buffer.get(POINTER, 0), length.get(ValueLayout.JAVA_LONG, 0));
            } catch (Throwable problem) {
                throw rethrown(problem);
            }
        }

        /// The average of all pixels on black, `0xrrggbb`.
        public int average() {
            try (Arena arena = Arena.ofConfined();
                    Picture small = shrink(AVERAGE_EDGE);
                    Picture opaque = small.derived(arena, small.number(hasAlpha) == 1 ? flatten : castToBytes);
                    Picture bytes = opaque.derived(arena, castToBytes)) {
                return average(arena, bytes);
            } catch (Throwable problem) {
                throw rethrown(problem);
            }
        }

        private Picture derived(Arena arena, MethodHandle operation) throws Throwable {
            MemorySegment out = arena.allocate(POINTER);
            int failed = (int) operation.invokeExact(pointer, out, MemorySegment.NULL);
            if (failed != 0) {
                throw failure();
            }
            return picture(out.get(POINTER, 0));
        }

        private int average(Arena arena, Picture flat) throws Throwable {
            MemorySegment length = arena.allocate(ValueLayout.JAVA_LONG);
            MemorySegment memory = (MemorySegment) writeMemory.invokeExact(flat.pointer, length);
            if (memory.equals(MemorySegment.NULL)) {
                throw failure();
            }
            int channels = flat.number(bands);
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
            free.invokeExact(memory);
            return bytes;
        }

        @Override
        public void close() {
            try {
                unref.invokeExact(pointer);
            } catch (Throwable problem) {
                throw rethrown(problem);
            }
        }
    }
}

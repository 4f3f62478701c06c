package studio.atelier.platform.pictures.internal.vips;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// The functions of libvips that pictures need, looked up once. Options are pairs of a name and a value
/// behind the fixed arguments, ended by a null pointer; each function is bound with the pairs it is called
/// with here.
final class Functions {

    static final AddressLayout POINTER = ValueLayout.ADDRESS;
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    final MethodHandle open;
    final MethodHandle width;
    final MethodHandle height;
    final MethodHandle bands;
    final MethodHandle orientation;
    final MethodHandle interpretation;
    final MethodHandle typeOf;
    final MethodHandle thumbnail;
    final MethodHandle thumbnailImage;
    final MethodHandle thumbnailOf;
    final MethodHandle jpegLoad;
    final MethodHandle copyMemory;
    final MethodHandle flatten;
    final MethodHandle castToBytes;
    final MethodHandle hasAlpha;
    final MethodHandle webpSave;
    final MethodHandle jpegSave;
    final MethodHandle pngSave;
    final MethodHandle gifSave;
    final MethodHandle heifSave;
    final MethodHandle newArray;
    final MethodHandle freeArea;
    final MethodHandle writeMemory;
    final MethodHandle unref;
    final MethodHandle free;
    final MethodHandle errorBuffer;
    final MethodHandle errorClear;
    final MethodHandle setEnvironment;
    final MethodHandle init;
    final MethodHandle blockUntrusted;
    final MethodHandle concurrency;
    final MethodHandle cacheMax;

    private final Linker linker = Linker.nativeLinker();
    private final SymbolLookup symbols;

    Functions(SymbolLookup symbols) {
        this.symbols = symbols;
        open = variadic("vips_image_new_from_file", POINTER, 1, INT);
        width = plain("vips_image_get_width", INT, POINTER);
        height = plain("vips_image_get_height", INT, POINTER);
        bands = plain("vips_image_get_bands", INT, POINTER);
        orientation = plain("vips_image_get_orientation", INT, POINTER);
        interpretation = plain("vips_image_get_interpretation", INT, POINTER);
        typeOf = plain("vips_image_get_typeof", ValueLayout.JAVA_LONG, POINTER, POINTER);
        thumbnail =
                variadic("vips_thumbnail", INT, List.of(POINTER, POINTER, INT), List.of(INT, INT, INT, INT, POINTER));
        thumbnailImage = variadic("vips_thumbnail_image", INT, List.of(POINTER, POINTER, INT), List.of(INT, INT));
        thumbnailOf = variadic(
                "vips_thumbnail_image", INT, List.of(POINTER, POINTER, INT), List.of(INT, INT, INT, INT, POINTER));
        jpegLoad = variadic("vips_jpegload", INT, 2, INT, INT, INT);
        copyMemory = plain("vips_image_copy_memory", POINTER, POINTER);
        flatten = variadic("vips_flatten", INT, 2);
        castToBytes = variadic("vips_cast_uchar", INT, 2);
        hasAlpha = plain("vips_image_hasalpha", INT, POINTER);
        webpSave = variadic("vips_webpsave_buffer", INT, 3, INT, INT, INT);
        jpegSave = variadic("vips_jpegsave_buffer", INT, 3, INT, INT, INT, POINTER);
        pngSave = variadic("vips_pngsave_buffer", INT, 3, INT);
        gifSave = variadic("vips_gifsave_buffer", INT, 3, INT);
        heifSave = variadic("vips_heifsave_buffer", INT, 3, INT, INT, INT, INT);
        newArray = plain("vips_array_double_new", POINTER, POINTER, INT);
        freeArea = nothing("vips_area_unref", POINTER);
        writeMemory = plain("vips_image_write_to_memory", POINTER, POINTER, POINTER);
        unref = nothing("g_object_unref", POINTER);
        free = nothing("g_free", POINTER);
        errorBuffer = plain("vips_error_buffer", POINTER);
        errorClear = nothing("vips_error_clear");
        setEnvironment = plain("g_setenv", INT, POINTER, POINTER, INT);
        init = plain("vips_init", INT, POINTER);
        blockUntrusted = nothing("vips_block_untrusted_set", INT);
        concurrency = nothing("vips_concurrency_set", INT);
        cacheMax = nothing("vips_cache_set_max", INT);
    }

    private MethodHandle plain(String name, ValueLayout result, ValueLayout... arguments) {
        return linker.downcallHandle(symbols.findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    private MethodHandle nothing(String name, ValueLayout... arguments) {
        return linker.downcallHandle(symbols.findOrThrow(name), FunctionDescriptor.ofVoid(arguments));
    }

    /// @param pointers how many fixed arguments, all of them pointers
    private MethodHandle variadic(String name, ValueLayout result, int pointers, ValueLayout... options) {
        return variadic(name, result, Collections.nCopies(pointers, (ValueLayout) POINTER), Arrays.asList(options));
    }

    private MethodHandle variadic(
            String name, ValueLayout result, List<? extends ValueLayout> fixed, List<? extends ValueLayout> options) {
        List<ValueLayout> arguments = new ArrayList<>(fixed);
        for (ValueLayout option : options) {
            arguments.add(POINTER);
            arguments.add(option);
        }
        arguments.add(POINTER);
        return linker.downcallHandle(
                symbols.findOrThrow(name),
                FunctionDescriptor.of(result, arguments.toArray(ValueLayout[]::new)),
                Linker.Option.firstVariadicArg(fixed.size()));
    }
}

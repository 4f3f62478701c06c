package studio.atelier.platform.video.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A shared library with nothing in it. The bundled ffmpeg names libraries of desktops (X11, sound cards) that
/// a server has not, and calls none of them when it reads a file and writes to a pipe; the loader only asks
/// that they be there. ELF, 64 bit, little endian: `System V ABI`, chapters 4 and 5.
final class EmptyLibrary {

    private static final int HEADER_BYTES = 64;
    private static final int PROGRAM_HEADER_BYTES = 56;
    private static final int PROGRAM_HEADERS = 3;
    private static final int SYMBOL_BYTES = 24;
    private static final int HASH_BYTES = 16;
    private static final int DYNAMIC_BYTES = 7 * 16;

    private static final int SYMBOLS_AT = HEADER_BYTES + PROGRAM_HEADERS * PROGRAM_HEADER_BYTES;
    private static final int HASH_AT = SYMBOLS_AT + SYMBOL_BYTES;
    private static final int DYNAMIC_AT = HASH_AT + HASH_BYTES;
    private static final int STRINGS_AT = DYNAMIC_AT + DYNAMIC_BYTES;

    private static final int READ_WRITE = 6;

    private EmptyLibrary() {}

    /// @param name    as others ask for it: `libxcb.so.1`
    /// @param machine ELF's number of the processor
    static byte[] named(String name, int machine) {
        byte[] strings = ("\0" + name + "\0").getBytes(StandardCharsets.US_ASCII);
        int size = STRINGS_AT + strings.length;
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        header(file, machine);
        // Written to by the loader, which turns the offsets of the dynamic part into addresses.
        program(file, 1, 0, size, 0x1000);
        program(file, 2, DYNAMIC_AT, DYNAMIC_BYTES, 8);
        // A stack that cannot be executed; without it the loader would make the process's executable.
        program(file, 0x6474e551, 0, 0, 16);
        file.position(HASH_AT).putInt(1).putInt(1).putInt(0).putInt(0);
        file.position(DYNAMIC_AT);
        dynamic(file, 14, 1);
        dynamic(file, 4, HASH_AT);
        dynamic(file, 5, STRINGS_AT);
        dynamic(file, 6, SYMBOLS_AT);
        dynamic(file, 10, strings.length);
        dynamic(file, 11, SYMBOL_BYTES);
        dynamic(file, 0, 0);
        return file.put(strings).array();
    }

    private static void header(ByteBuffer file, int machine) {
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        file.putShort((short) 3).putShort((short) machine).putInt(1);
        file.putLong(0).putLong(HEADER_BYTES).putLong(0).putInt(0);
        file.putShort((short) HEADER_BYTES)
                .putShort((short) PROGRAM_HEADER_BYTES)
                .putShort((short) PROGRAM_HEADERS)
                .putShort((short) 64)
                .putShort((short) 0)
                .putShort((short) 0);
    }

    private static void program(ByteBuffer file, int type, long at, long size, long alignment) {
        file.putInt(type).putInt(READ_WRITE);
        file.putLong(at).putLong(at).putLong(at).putLong(size).putLong(size).putLong(alignment);
    }

    private static void dynamic(ByteBuffer file, long tag, long value) {
        file.putLong(tag).putLong(value);
    }
}

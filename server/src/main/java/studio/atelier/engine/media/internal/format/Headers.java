package studio.atelier.engine.media.internal.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Reads sizes and lengths from headers, without decoding anything.
public final class Headers {

    /// Chunks, segments or boxes looked at before a file counts as damaged.
    private static final int PARTS_MAX = 10_000;

    private Headers() {}

    /// @throws Damaged when the header is broken or announces more than there is
    public static Measures read(Path path, FileFormat format) throws IOException, Damaged {
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            return switch (format) {
                case PNG -> png(file);
                case JPEG -> jpeg(file);
                case WEBP -> webp(file);
                case GIF -> gif(file);
                case AVIF -> avif(file);
                case WAV -> wav(file);
                case FLAC -> flac(file);
                case MP3 -> Mp3.duration(file);
                case MP4 -> Mp4.measure(file);
                case OGG, WEBM -> Measures.NONE;
            };
        } catch (EOFException _) {
            throw new Damaged("The file ends in the middle.");
        }
    }

    private static Measures png(RandomAccessFile file) throws IOException, Damaged {
        file.seek(12);
        if (file.readInt() != 0x49484452) {
            throw new Damaged("A PNG begins with its header.");
        }
        return positive(file.readInt(), file.readInt());
    }

    private static Measures jpeg(RandomAccessFile file) throws IOException, Damaged {
        file.seek(2);
        for (int part = 0; part < PARTS_MAX; part++) {
            int marker = file.readUnsignedShort();
            if (marker == 0xffff) {
                file.seek(file.getFilePointer() - 1);
                continue;
            }
            if (marker >> 8 != 0xff || marker == 0xffda) {
                break;
            }
            int length = file.readUnsignedShort();
            boolean frame =
                    marker >= 0xffc0 && marker <= 0xffcf && marker != 0xffc4 && marker != 0xffc8 && marker != 0xffcc;
            if (frame) {
                file.skipBytes(1);
                int height = file.readUnsignedShort();
                return positive(file.readUnsignedShort(), height);
            }
            file.seek(file.getFilePointer() + length - 2);
        }
        throw new Damaged("A JPEG has a frame before its picture.");
    }

    private static Measures webp(RandomAccessFile file) throws IOException, Damaged {
        file.seek(4);
        if (little32(file) + 8 > file.length()) {
            throw new Damaged("The file ends in the middle.");
        }
        file.seek(12);
        String kind = word(file);
        file.skipBytes(4);
        return switch (kind) {
            case "VP8X" -> {
                file.skipBytes(4);
                yield positive(little24(file) + 1, little24(file) + 1);
            }
            case "VP8L" -> {
                file.skipBytes(1);
                long bits = little32(file);
                yield positive((int) (bits & 0x3fff) + 1, (int) (bits >> 14 & 0x3fff) + 1);
            }
            case "VP8 " -> {
                file.skipBytes(6);
                yield positive(little16(file) & 0x3fff, little16(file) & 0x3fff);
            }
            default -> throw new Damaged("This is not a WebP picture.");
        };
    }

    private static Measures gif(RandomAccessFile file) throws IOException, Damaged {
        file.seek(6);
        return positive(little16(file), little16(file));
    }

    /// The largest `ispe` box near the start: parts of a grid are smaller than the whole.
    private static Measures avif(RandomAccessFile file) throws IOException, Damaged {
        file.seek(0);
        byte[] head = new byte[(int) Math.min(file.length(), 256 << 10)];
        file.readFully(head);
        int width = 0;
        int height = 0;
        for (int i = 4; i + 16 <= head.length; i++) {
            if (FileFormat.starts(head, i, 'i', 's', 'p', 'e')) {
                file.seek(i + 8L);
                int wide = file.readInt();
                int tall = file.readInt();
                if ((long) wide * tall > (long) width * height) {
                    width = wide;
                    height = tall;
                }
            }
        }
        return positive(width, height);
    }

    private static Measures wav(RandomAccessFile file) throws IOException, Damaged {
        file.seek(12);
        long bytesPerSecond = 0;
        for (int part = 0; part < PARTS_MAX && file.getFilePointer() + 8 <= file.length(); part++) {
            String name = word(file);
            long size = little32(file);
            long start = file.getFilePointer();
            if (name.equals("fmt ")) {
                file.skipBytes(8);
                bytesPerSecond = little32(file);
            }
            if (name.equals("data")) {
                // A streamed file may not know its length and says the largest number there is.
                long there = file.length() - start;
                if (bytesPerSecond <= 0 || (size > there && size < 0xfffff000L)) {
                    throw new Damaged("The sound ends before its header says.");
                }
                return Measures.duration(Math.min(size, there) * 1000 / bytesPerSecond);
            }
            file.seek(start + size + (size & 1));
        }
        throw new Damaged("A WAV file has a sound.");
    }

    private static Measures flac(RandomAccessFile file) throws IOException, Damaged {
        file.seek(18);
        long bits = file.readLong();
        long rate = bits >>> 44;
        long samples = bits & 0xfffffffffL;
        if (rate == 0) {
            throw new Damaged("A FLAC file has a sample rate.");
        }
        return samples == 0 ? Measures.NONE : Measures.duration(samples * 1000 / rate);
    }

    private static Measures positive(int width, int height) throws Damaged {
        if (width <= 0 || height <= 0) {
            throw new Damaged("A picture has a width and a height.");
        }
        return Measures.size(width, height);
    }

    static String word(RandomAccessFile file) throws IOException {
        byte[] letters = new byte[4];
        file.readFully(letters);
        return new String(letters, StandardCharsets.ISO_8859_1);
    }

    static int little16(RandomAccessFile file) throws IOException {
        return Short.toUnsignedInt(Short.reverseBytes(file.readShort()));
    }

    static int little24(RandomAccessFile file) throws IOException {
        return little16(file) | file.readUnsignedByte() << 16;
    }

    static long little32(RandomAccessFile file) throws IOException {
        return Integer.toUnsignedLong(Integer.reverseBytes(file.readInt()));
    }
}

package studio.atelier.engine.media.internal.format;

import java.io.IOException;
import java.io.RandomAccessFile;

/// ISO base media: length from `moov/mvhd`, size from the first track that has one.
final class Mp4 {

    private static final int BOXES_MAX = 1000;

    private Mp4() {}

    static Measures measure(RandomAccessFile file) throws IOException, Damaged {
        Found found = new Found();
        walk(file, 0, file.length(), found, 0);
        if (!found.movie) {
            throw new Damaged("An MP4 file has a movie header.");
        }
        return new Measures(
                found.width > 0 ? found.width : null,
                found.height > 0 ? found.height : null,
                found.scale > 0 && found.length > 0 ? found.length * 1000 / found.scale : null);
    }

    private static final class Found {
        private boolean movie;
        private long scale;
        private long length;
        private int width;
        private int height;
        private int boxes;
    }

    private static void walk(RandomAccessFile file, long from, long to, Found found, int depth)
            throws IOException, Damaged {
        long at = from;
        while (at + 8 <= to) {
            if (++found.boxes > BOXES_MAX) {
                throw new Damaged("This MP4 file has too many parts.");
            }
            file.seek(at);
            long size = Integer.toUnsignedLong(file.readInt());
            String name = Headers.word(file);
            int head = 8;
            if (size == 1) {
                size = file.readLong();
                head = 16;
            } else if (size == 0) {
                size = to - at;
            }
            if (size < head || at + size > to) {
                throw new Damaged("The file ends in the middle.");
            }
            box(file, name, new long[] {at + head, at + size}, found, depth);
            at += size;
        }
    }

    private static void box(RandomAccessFile file, String name, long[] body, Found found, int depth)
            throws IOException, Damaged {
        switch (name) {
            case "moov", "trak" -> {
                found.movie = true;
                if (depth < 3) {
                    walk(file, body[0], body[1], found, depth + 1);
                }
            }
            case "mvhd" -> {
                boolean wide = file.readUnsignedByte() == 1;
                file.seek(body[0] + (wide ? 20 : 12));
                found.scale = Integer.toUnsignedLong(file.readInt());
                found.length = wide ? file.readLong() : Integer.toUnsignedLong(file.readInt());
            }
            case "tkhd" -> {
                file.seek(body[1] - 8);
                int width = file.readInt() >>> 16;
                int height = file.readInt() >>> 16;
                if (width > 0 && found.width == 0) {
                    found.width = width;
                    found.height = height;
                }
            }
            default -> {
                // Sound and picture data say nothing about length or size.
            }
        }
    }
}

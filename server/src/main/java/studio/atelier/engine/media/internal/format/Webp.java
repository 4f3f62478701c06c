package studio.atelier.engine.media.internal.format;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The container of WebP. Notes need the extended header, which a simple file gets here.
final class Webp {

    private static final int PARTS_MAX = 10_000;
    private static final int XMP_FLAG = 0x04;
    private static final int ALPHA_FLAG = 0x10;

    private Webp() {}

    /// What the walk over the chunks found.
    private record Walk(String first, long end, int flags) {}

    static Optional<Insertion> note(RandomAccessFile file, byte[] packet) throws IOException, Damaged {
        Optional<Walk> walk = walk(file);
        if (walk.isEmpty()) {
            return Optional.empty();
        }
        Walk found = walk.get();
        byte[] chunk = chunk("XMP ", packet);
        List<Insertion.Patch> patches = new ArrayList<>();
        if (found.first().equals("VP8X")) {
            patches.add(new Insertion.Patch(20, new Insertion.Bytes(new byte[] {(byte) (found.flags() | XMP_FLAG)})));
            patches.add(size(found.end() + chunk.length));
            return Optional.of(new Insertion(patches, found.end(), new Insertion.Bytes(chunk)));
        }
        // The extended header goes to the front and the note to the end; one insertion at the front holds the whole
        // file.
        byte[] picture = new byte[(int) (found.end() - 12)];
        file.seek(12);
        file.readFully(picture);
        byte[] head = chunk("VP8X", extended(file, found.first()));
        byte[] all = ByteBuffer.allocate(head.length + picture.length + chunk.length)
                .put(head)
                .put(picture)
                .put(chunk)
                .array();
        patches.add(size(12L + all.length));
        return Optional.of(new Insertion(patches, 12, new Insertion.Bytes(all)));
    }

    /// @return nothing when the file is signed or has a note
    private static Optional<Walk> walk(RandomAccessFile file) throws IOException, Damaged {
        long at = 12;
        String first = "";
        int flags = 0;
        for (int part = 0; part < PARTS_MAX && at + 8 <= file.length(); part++) {
            file.seek(at);
            String name = Headers.word(file);
            long size = Headers.little32(file);
            if (part == 0) {
                first = name;
                flags = name.equals("VP8X") ? file.readUnsignedByte() : 0;
            }
            if (name.equals("C2PA") || name.equals("XMP ")) {
                return Optional.empty();
            }
            at += 8 + size + (size & 1);
        }
        if (at > file.length()) {
            throw new Damaged("The file ends in the middle.");
        }
        return Optional.of(new Walk(first, at, flags));
    }

    private static Insertion.Patch size(long total) {
        return new Insertion.Patch(
                4,
                new Insertion.Bytes(ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt((int) (total - 8))
                        .array()));
    }

    private static byte[] extended(RandomAccessFile file, String first) throws IOException {
        int width;
        int height;
        int flags = XMP_FLAG;
        if (first.equals("VP8L")) {
            file.seek(21);
            long bits = Headers.little32(file);
            width = (int) (bits & 0x3fff);
            height = (int) (bits >> 14 & 0x3fff);
            flags |= (bits >> 28 & 1) == 1 ? ALPHA_FLAG : 0;
        } else {
            file.seek(26);
            width = (Headers.little16(file) & 0x3fff) - 1;
            height = (Headers.little16(file) & 0x3fff) - 1;
        }
        return new byte[] {
            (byte) flags,
            0,
            0,
            0,
            (byte) width,
            (byte) (width >> 8),
            (byte) (width >> 16),
            (byte) height,
            (byte) (height >> 8),
            (byte) (height >> 16)
        };
    }

    private static byte[] chunk(String name, byte[] body) {
        return ByteBuffer.allocate(8 + body.length + body.length % 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putInt(body.length)
                .put(body)
                .array();
    }
}

package studio.atelier.engine.media.internal.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import studio.atelier.engine.media.Provenance;

/// Writes provenance into files: XMP into PNG, JPEG and WebP, an INFO list into WAV. A file that carries a
/// C2PA manifest is never touched, because its signature covers every byte; one that carries notes of its
/// own keeps those.
public final class Notes {

    private static final int PARTS_MAX = 10_000;
    private static final String XMP_KEYWORD = "XML:com.adobe.xmp";
    private static final byte[] XMP_JPEG = "http://ns.adobe.com/xap/1.0/\0".getBytes(StandardCharsets.US_ASCII);

    private Notes() {}

    /// @return the file's bytes with the note, to be closed by the caller; nothing where it stays as it is
    public static Optional<InputStream> write(Path path, FileFormat format, Provenance made)
            throws IOException, Damaged {
        Optional<Insertion> insertion;
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            insertion = switch (format) {
                case PNG -> png(file, made);
                case JPEG -> jpeg(file, made);
                case WEBP -> Webp.note(file, Xmp.packet(made));
                case WAV -> wav(file, made);
                default -> Optional.empty();
            };
        } catch (java.io.EOFException _) {
            throw new Damaged("The file ends in the middle.");
        }
        return insertion.isEmpty() ? Optional.empty() : Optional.of(apply(path, insertion.get()));
    }

    private static InputStream apply(Path path, Insertion insertion) throws IOException {
        byte[] head;
        try (InputStream start = Files.newInputStream(path)) {
            // Everything before the place of insertion is small, or is copied as a stream.
            head = insertion.at() <= 1 << 20 ? start.readNBytes((int) insertion.at()) : new byte[0];
        }
        List<InputStream> parts = new ArrayList<>();
        if (head.length == insertion.at()) {
            for (Insertion.Patch patch : insertion.patches()) {
                byte[] bytes = patch.bytes().content();
                System.arraycopy(bytes, 0, head, (int) patch.at(), bytes.length);
            }
            parts.add(new ByteArrayInputStream(head));
        } else {
            parts.addAll(patched(path, insertion));
        }
        parts.add(new ByteArrayInputStream(insertion.added().content()));
        parts.add(skipped(path, insertion.at()));
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    /// A long head: the patches lie in its first bytes.
    private static List<InputStream> patched(Path path, Insertion insertion) throws IOException {
        byte[] first;
        try (InputStream start = Files.newInputStream(path)) {
            first = start.readNBytes(64);
        }
        for (Insertion.Patch patch : insertion.patches()) {
            byte[] bytes = patch.bytes().content();
            System.arraycopy(bytes, 0, first, (int) patch.at(), bytes.length);
        }
        return List.of(
                new ByteArrayInputStream(first),
                new FirstBytes(skipped(path, first.length), insertion.at() - first.length));
    }

    private static InputStream skipped(Path path, long count) throws IOException {
        InputStream content = Files.newInputStream(path);
        try {
            content.skipNBytes(count);
            return content;
        } catch (IOException failure) {
            content.close();
            throw failure;
        }
    }

    private static Optional<Insertion> png(RandomAccessFile file, Provenance made) throws IOException, Damaged {
        long at = 8;
        for (int part = 0; at + 12 <= file.length(); part++) {
            if (part > PARTS_MAX) {
                throw new Damaged("This PNG has too many chunks.");
            }
            file.seek(at);
            long size = Integer.toUnsignedLong(file.readInt());
            String name = Headers.word(file);
            boolean ownNote = name.equals("iTXt") && Headers.word(file).equals(XMP_KEYWORD.substring(0, 4));
            if (name.equals("caBX") || ownNote) {
                return Optional.empty();
            }
            at += 12 + size;
            if (name.equals("IEND")) {
                // Right behind the header, which is always 25 bytes long.
                return Optional.of(new Insertion(List.of(), 33, new Insertion.Bytes(pngChunk(Xmp.packet(made)))));
            }
        }
        throw new Damaged("The file ends in the middle.");
    }

    private static byte[] pngChunk(byte[] packet) {
        // Keyword, no compression, no language, no translation.
        byte[] head = ("iTXt" + XMP_KEYWORD + "\0\0\0\0\0").getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(head);
        crc.update(packet);
        return ByteBuffer.allocate(4 + head.length + packet.length + 4)
                .putInt(head.length - 4 + packet.length)
                .put(head)
                .put(packet)
                .putInt((int) crc.getValue())
                .array();
    }

    private static Optional<Insertion> jpeg(RandomAccessFile file, Provenance made) throws IOException, Damaged {
        long at = 2;
        long place = 2;
        for (int part = 0; part < PARTS_MAX; part++) {
            file.seek(at);
            int marker = file.readUnsignedShort();
            if (marker >> 8 != 0xff || marker == 0xffda) {
                byte[] packet = Xmp.packet(made);
                ByteBuffer segment = ByteBuffer.allocate(4 + XMP_JPEG.length + packet.length)
                        .putShort((short) 0xffe1)
                        .putShort((short) (2 + XMP_JPEG.length + packet.length))
                        .put(XMP_JPEG)
                        .put(packet);
                boolean fits = 2 + XMP_JPEG.length + packet.length <= 0xffff;
                return fits
                        ? Optional.of(new Insertion(List.of(), place, new Insertion.Bytes(segment.array())))
                        : Optional.empty();
            }
            int length = file.readUnsignedShort();
            byte[] start = new byte[Math.min(Math.max(0, length - 2), XMP_JPEG.length)];
            file.readFully(start);
            // 0xFFEB carries C2PA's boxes.
            if (marker == 0xffeb || (marker == 0xffe1 && java.util.Arrays.equals(start, XMP_JPEG))) {
                return Optional.empty();
            }
            at += 2 + length;
            // Behind JFIF and Exif, which want to be first.
            if ((marker == 0xffe0 || marker == 0xffe1) && place == at - 2 - length) {
                place = at;
            }
        }
        throw new Damaged("This JPEG has too many segments.");
    }

    private static Optional<Insertion> wav(RandomAccessFile file, Provenance made) throws IOException {
        long at = 12;
        for (int part = 0; part < PARTS_MAX && at + 8 <= file.length(); part++) {
            file.seek(at);
            String name = Headers.word(file);
            long size = Headers.little32(file);
            boolean info =
                    name.equals("LIST") && size >= 4 && Headers.word(file).equals("INFO");
            if (name.equals("C2PA") || info) {
                return Optional.empty();
            }
            at += 8 + size + (size & 1);
        }
        if (at != file.length() || at > 0xffff0000L) {
            return Optional.empty();
        }
        byte[] list = info(made);
        byte[] size = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (at + list.length - 8))
                .array();
        return Optional.of(new Insertion(
                List.of(new Insertion.Patch(4, new Insertion.Bytes(size))), at, new Insertion.Bytes(list)));
    }

    private static byte[] info(Provenance made) {
        var body = new ByteArrayOutputStream();
        body.writeBytes("INFO".getBytes(StandardCharsets.US_ASCII));
        infoLine(body, "ISFT", "Atelier, " + made.system());
        infoLine(body, "INAM", made.prompt());
        infoLine(body, "ICRD", made.createdAt().toString());
        infoLine(body, "ICMT", "Digital source type: " + made.sourceType().uri());
        if (made.generationId() != null) {
            infoLine(body, "ISRC", "generation " + made.generationId());
        }
        byte[] content = body.toByteArray();
        return ByteBuffer.allocate(8 + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("LIST".getBytes(StandardCharsets.US_ASCII))
                .putInt(content.length)
                .put(content)
                .array();
    }

    private static void infoLine(ByteArrayOutputStream body, String name, String value) {
        byte[] text = (value.codePointCount(0, value.length()) > 2000
                        ? value.substring(0, value.offsetByCodePoints(0, 2000))
                        : value)
                .replace('\0', ' ')
                .getBytes(StandardCharsets.UTF_8);
        body.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(text.length + 1)
                .array());
        body.writeBytes(text);
        body.write(0);
        if ((text.length + 1) % 2 == 1) {
            body.write(0);
        }
    }
}

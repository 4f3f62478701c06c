package studio.atelier.testkit.fake;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.imageio.ImageIO;

/// Something a fake delivers. Each carries the mark of its purchase: pictures in their pixels
/// ([PurchasePicture]), clips and sounds as readable text in a part that players skip.
public record FakeMedia(String type, String suffix, byte[] bytes) {

    private static final int SOUND_RATE = 24_000;
    private static final int MP3_FRAMES = 40;
    private static final int MP3_FRAME_BYTES = 417;

    /// @param sale  what it is a part of
    /// @param index which one
    public static FakeMedia png(FakeSale sale, int index) {
        try {
            return new FakeMedia("image/png", "png", PurchasePicture.png(mark(sale, index)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// @param format `png`, `jpeg` or `jpg`, else PNG; JPEG blurs the mark
    public static FakeMedia picture(FakeSale sale, int index, String format) {
        FakeMedia png = png(sale, index);
        if (!format.startsWith("jp")) {
            return png;
        }
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(png.bytes()));
            var out = new ByteArrayOutputStream();
            ImageIO.write(image, "jpeg", out);
            return new FakeMedia("image/jpeg", "jpg", out.toByteArray());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// One second of H.264 at 64 by 64, with the mark in a `free` box at its end.
    public static FakeMedia clip(FakeSale sale) {
        try (var in = FakeMedia.class.getResourceAsStream("/fake/clip.mp4")) {
            if (in == null) {
                throw new IllegalStateException("the clip is missing from the resources of the tests");
            }
            byte[] clip = in.readAllBytes();
            byte[] mark = mark(sale, 0).getBytes(StandardCharsets.US_ASCII);
            return new FakeMedia(
                    "video/mp4",
                    "mp4",
                    ByteBuffer.allocate(clip.length + 8 + mark.length)
                            .put(clip)
                            .putInt(8 + mark.length)
                            .put("free".getBytes(StandardCharsets.US_ASCII))
                            .put(mark)
                            .array());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// A quarter of a second of a 440 Hz tone: 16 bit, one channel, 24 kHz, little endian, no header.
    public static FakeMedia pcm() {
        int samples = SOUND_RATE / 4;
        ByteBuffer tone = ByteBuffer.allocate(samples * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int index = 0; index < samples; index++) {
            tone.putShort((short) (8000 * Math.sin(2 * Math.PI * 440 * index / SOUND_RATE)));
        }
        return new FakeMedia("audio/pcm", "pcm", tone.array());
    }

    /// The same with a WAV header, and the mark as its comment.
    public static FakeMedia wav(FakeSale sale) {
        byte[] tone = pcm().bytes();
        byte[] mark = (mark(sale, 0) + " ").getBytes(StandardCharsets.US_ASCII);
        int even = mark.length - mark.length % 2;
        ByteBuffer wav = ByteBuffer.allocate(44 + 20 + even + tone.length).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(ascii("RIFF")).putInt(wav.capacity() - 8).put(ascii("WAVEfmt ")).putInt(16);
        wav.putShort((short) 1).putShort((short) 1).putInt(SOUND_RATE).putInt(SOUND_RATE * 2);
        wav.putShort((short) 2).putShort((short) 16);
        wav.put(ascii("LIST"))
                .putInt(12 + even)
                .put(ascii("INFOICMT"))
                .putInt(even)
                .put(mark, 0, even);
        wav.put(ascii("data")).putInt(tone.length).put(tone);
        return new FakeMedia("audio/wav", "wav", wav.array());
    }

    /// One second of silence, with the mark in its ID3 tag.
    public static FakeMedia mp3(FakeSale sale) {
        byte[] comment = ("\0mark\0" + mark(sale, 0)).getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer mp3 = ByteBuffer.allocate(20 + comment.length + MP3_FRAMES * MP3_FRAME_BYTES);
        mp3.put(ascii("ID3")).put((byte) 3).put((byte) 0).put((byte) 0);
        int size = 10 + comment.length;
        mp3.put((byte) 0).put((byte) 0).put((byte) (size >> 7)).put((byte) (size & 0x7f));
        mp3.put(ascii("TXXX")).putInt(comment.length).putShort((short) 0).put(comment);
        for (int frame = 0; frame < MP3_FRAMES; frame++) {
            mp3.putInt(0xfffb9000).position(mp3.position() + MP3_FRAME_BYTES - 4);
        }
        return new FakeMedia("audio/mpeg", "mp3", mp3.array());
    }

    /// @param format as providers call it: begins with `wav`, `pcm`, else MP3
    public static FakeMedia sound(FakeSale sale, String format) {
        if (format.startsWith("wav")) {
            return wav(sale);
        }
        return format.startsWith("pcm") ? pcm() : mp3(sale);
    }

    public String base64(FakeSale sale) {
        return Base64.getEncoder().encodeToString(FakeFiles.content(sale, this));
    }

    private static String mark(FakeSale sale, int index) {
        return sale.id() + "/" + index;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

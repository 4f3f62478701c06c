package studio.atelier.engine.demo.sound;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The WAV container with an INFO list that says what the sound is.
public final class Wav {

    private static final int PROMPT_MAX = 500;

    private Wav() {}

    public static void write(Stereo sound, String prompt, OutputStream out) throws IOException {
        byte[] info = info(prompt);
        int data = sound.frames() * 4;
        var file = new BufferedOutputStream(out, 64 << 10);
        file.write(ByteBuffer.allocate(44)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(36 + data + info.length)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 2)
                .putInt(Stereo.RATE)
                .putInt(Stereo.RATE * 4)
                .putShort((short) 4)
                .putShort((short) 16)
                .put("data".getBytes(StandardCharsets.US_ASCII))
                .putInt(data)
                .array());
        byte[] frame = new byte[4];
        for (int i = 0; i < sound.frames(); i++) {
            int left = sample(sound.left(i));
            int right = sample(sound.right(i));
            frame[0] = (byte) left;
            frame[1] = (byte) (left >> 8);
            frame[2] = (byte) right;
            frame[3] = (byte) (right >> 8);
            file.write(frame);
        }
        file.write(info);
        file.flush();
    }

    private static int sample(float value) {
        return Math.clamp(Math.round(value * 32_767f), -32_768, 32_767);
    }

    private static byte[] info(String prompt) {
        var body = new ByteArrayOutputStream();
        body.writeBytes("INFO".getBytes(StandardCharsets.US_ASCII));
        int end = prompt.offsetByCodePoints(0, Math.min(PROMPT_MAX, prompt.codePointCount(0, prompt.length())));
        line(body, "INAM", prompt.substring(0, end));
        line(body, "ISFT", "Atelier demo renderer");
        line(
                body,
                "ICMT",
                "Demo: computed from the prompt and a seed, without a model. Digital source type:"
                        + " http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia");
        return ByteBuffer.allocate(8 + body.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("LIST".getBytes(StandardCharsets.US_ASCII))
                .putInt(body.size())
                .put(body.toByteArray())
                .array();
    }

    private static void line(ByteArrayOutputStream body, String name, String value) {
        byte[] text = value.replace('\0', ' ').getBytes(StandardCharsets.UTF_8);
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

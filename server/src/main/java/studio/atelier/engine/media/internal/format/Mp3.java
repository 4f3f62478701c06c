package studio.atelier.engine.media.internal.format;

import java.io.IOException;
import java.io.RandomAccessFile;

/// MPEG-1/2 layer III: the length from the first frame and, where there is one, the Xing header behind it.
final class Mp3 {

    private static final int[] KBITS_V1 = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0};
    private static final int[] KBITS_V2 = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0};
    private static final int[] RATES = {44_100, 48_000, 32_000, 0};
    private static final int SEARCH_BYTES = 64 << 10;

    private Mp3() {}

    static Measures duration(RandomAccessFile file) throws IOException, Damaged {
        long start = afterTag(file);
        file.seek(start);
        byte[] head = new byte[(int) Math.min(SEARCH_BYTES, Math.max(0, file.length() - start))];
        file.readFully(head);
        for (int i = 0; i + 4 < head.length; i++) {
            if ((head[i] & 0xff) == 0xff && (head[i + 1] & 0xe6) == 0xe2) {
                long milliseconds = frame(head, i, file.length() - start - i);
                if (milliseconds > 0) {
                    return Measures.duration(milliseconds);
                }
            }
        }
        throw new Damaged("An MP3 file has a frame of sound.");
    }

    private static long afterTag(RandomAccessFile file) throws IOException {
        file.seek(0);
        byte[] tag = new byte[10];
        file.readFully(tag);
        if (!FileFormat.starts(tag, 0, 'I', 'D', '3')) {
            return 0;
        }
        return 10L + ((tag[6] & 0x7f) << 21 | (tag[7] & 0x7f) << 14 | (tag[8] & 0x7f) << 7 | (tag[9] & 0x7f));
    }

    private static long frame(byte[] head, int at, long bytes) {
        int version = head[at + 1] >> 3 & 3;
        boolean one = version == 3;
        int kbits = (one ? KBITS_V1 : KBITS_V2)[head[at + 2] >> 4 & 15];
        int rate = RATES[head[at + 2] >> 2 & 3] / (one ? 1 : version == 2 ? 2 : 4);
        if (kbits == 0 || rate == 0 || version == 1) {
            return 0;
        }
        boolean mono = (head[at + 3] >> 6 & 3) == 3;
        int xing = at + 4 + (one ? mono ? 17 : 32 : mono ? 9 : 17);
        boolean counted =
                (FileFormat.starts(head, xing, 'X', 'i', 'n', 'g') || FileFormat.starts(head, xing, 'I', 'n', 'f', 'o'))
                        && head.length > xing + 12
                        && (head[xing + 7] & 1) == 1;
        if (counted) {
            long frames = (head[xing + 8] & 0xffL) << 24
                    | (head[xing + 9] & 0xffL) << 16
                    | (head[xing + 10] & 0xffL) << 8
                    | (head[xing + 11] & 0xffL);
            return frames * (one ? 1152 : 576) * 1000 / rate;
        }
        return bytes * 8 / kbits;
    }
}

package studio.atelier.engine.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoPicturesTest {

    private final DemoPictures pictures = new DemoPictures();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mountains",
                "desert",
                "sea",
                "space",
                "still life with a vase",
                "abstract",
                "flowers",
                "architecture",
                "city",
                "forest",
                "",
                "§$%&",
                "ein Boot auf dem See bei Nacht",
                "🦊 in the snow"
            })
    void drawsTheSamePictureForTheSameOrder(String prompt) {
        int[] first = pixels(new PictureOrder(prompt, 3, 160, 120, null));
        int[] second = pixels(new PictureOrder(prompt, 3, 160, 120, null));
        int[] other = pixels(new PictureOrder(prompt, 4, 160, 120, null));

        assertThat(first).isEqualTo(second);
        assertThat(Arrays.equals(first, other)).isFalse();
        assertThat(Arrays.stream(first).distinct().count()).as("colours").isGreaterThan(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"64x64", "512x64", "64x512", "300x200", "90x160", "81x99"})
    void fillsAnyFormat(String size) {
        String[] sides = size.split("x", -1);
        int width = Integer.parseInt(sides[0]);
        int height = Integer.parseInt(sides[1]);

        for (String prompt : new String[] {"sea", "city", "vase", "arches", "dunes", "forest", "planet"}) {
            BufferedImage picture = pictures.draw(new PictureOrder(prompt, 1, width, height, null));

            assertThat(picture.getWidth()).isEqualTo(width);
            assertThat(picture.getHeight()).isEqualTo(height);
        }
    }

    @Test
    void followsTheWords() {
        double night = lightness(new PictureOrder("the sea at night", 5, 128, 128, null));
        double day = lightness(new PictureOrder("the sea on a sunny day", 5, 128, 128, null));

        assertThat(day).isGreaterThan(night + 40);
    }

    @Test
    void takesPaletteAndArrangementFromAReference() {
        BufferedImage reference = new BufferedImage(200, 200, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = reference.createGraphics();
        pen.setColor(new Color(20, 110, 60));
        pen.fillRect(0, 0, 200, 200);
        pen.setColor(new Color(240, 235, 160));
        pen.fillRect(0, 0, 100, 200);
        pen.dispose();

        BufferedImage picture = pictures.draw(new PictureOrder("mountains at dawn", 1, 200, 200, reference));

        assertThat(lightness(picture, 0, 90)).isGreaterThan(lightness(picture, 110, 200) + 30);
        int[] right = channels(picture, 110, 200);
        assertThat(right[1]).as("green").isGreaterThan(right[0]).isGreaterThan(right[2]);
    }

    @Test
    void carriesAMarkInTheCorner() {
        BufferedImage large = pictures.draw(new PictureOrder("night sky, stars", 1, 600, 600, null));

        int bright = 0;
        for (int y = 560; y < 600; y++) {
            for (int x = 520; x < 600; x++) {
                bright += (large.getRGB(x, y) >> 8 & 255) > 170 ? 1 : 0;
            }
        }
        assertThat(bright).isGreaterThan(40);
    }

    @Test
    void refusesSizesOutOfRange() {
        assertThatThrownBy(() -> new PictureOrder("x", 1, 63, 100, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PictureOrder("x", 1, 100, 2049, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private int[] pixels(PictureOrder order) {
        return pictures.draw(order).getRGB(0, 0, order.width(), order.height(), null, 0, order.width());
    }

    private double lightness(PictureOrder order) {
        return lightness(pictures.draw(order), 0, order.width());
    }

    private static double lightness(BufferedImage picture, int from, int to) {
        int[] channels = channels(picture, from, to);
        return (channels[0] + channels[1] + channels[2]) / 3.0;
    }

    private static int[] channels(BufferedImage picture, int from, int to) {
        long[] sums = new long[3];
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = from; x < to; x++) {
                int rgb = picture.getRGB(x, y);
                sums[0] += rgb >> 16 & 255;
                sums[1] += rgb >> 8 & 255;
                sums[2] += rgb & 255;
            }
        }
        long count = (long) picture.getHeight() * (to - from);
        return new int[] {(int) (sums[0] / count), (int) (sums[1] / count), (int) (sums[2] / count)};
    }
}

package studio.atelier.platform.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.platform.pictures.PictureResult.Done;
import studio.atelier.platform.pictures.PictureResult.Reason;
import studio.atelier.platform.pictures.PictureResult.Refused;

/// Each behaviour by libvips and by Java alone. Where libvips was not built in, both are Java.
class PicturesTest {

    private static final long SOURCE_MAX = 1 << 20;

    @TempDir
    private Path folder;

    private Path drafts;
    private List<Pictures> both;

    @BeforeEach
    void open() throws IOException {
        drafts = Files.createDirectory(folder.resolve("drafts"));
        both = List.of(pictures(true), pictures(false));
    }

    @AfterEach
    void close() {
        both.forEach(Pictures::close);
    }

    @Test
    void usesTheBundledLibraryWhereItWasBuiltIn() {
        boolean packed = getClass().getResource("/native/sharp-libvips-linux-x64/lib/libvips-cpp.so.8.18.7") != null;

        assertThat(both.getFirst().complete()).isEqualTo(packed);
        assertThat(both.getLast().complete()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "400,200, 100,100,COVER,   100,100",
        "400,200, 100,100,CONTAIN, 100,50",
        "400,200, 100,100,FILL,    100,100",
        "400,200, 100,,COVER,      100,50",
        "400,200, ,100,CONTAIN,    200,100",
        "400,200, ,,COVER,         400,200",
        // Nothing is enlarged: a box that is larger than the picture only gives its proportions.
        "400,200, 800,800,COVER,   400,200",
        "400,200, 800,800,CONTAIN, 400,200",
        "400,200, 800,800,FILL,    200,200",
        "400,200, 800,100,COVER,   400,100",
        "400,200, 50,2000,COVER,   50,200",
        "150,3,   40,,CONTAIN,     40,1",
    })
    void makesTheSizeThatWasAskedFor(
            int width, int height, @Nullable Integer wide, @Nullable Integer tall, Fit fit, int is, int so)
            throws IOException {
        for (String format : List.of("png", "jpeg", "gif")) {
            Path file = file(PictureSamples.quarters(format, width, height));
            for (Pictures pictures : both) {
                BufferedImage image = image(pictures, file, new Transform(wide, tall, fit, 80, PictureFormat.PNG));
                assertThat(List.of(image.getWidth(), image.getHeight()))
                        .as(format)
                        .containsExactly(is, so);
            }
        }
    }

    @Test
    void cutsBothSidesAlike() throws IOException {
        Path file = file(PictureSamples.quarters("png", 400, 100));

        for (Pictures pictures : both) {
            BufferedImage image = image(pictures, file, Transform.cover(50, 50, 90, PictureFormat.PNG));
            assertThat(quarters(image)).containsExactly("red", "green", "yellow", "blue");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void turnsUprightWhatTheCameraHeldOtherwise(int orientation) throws IOException {
        assumeThat(both.getFirst().complete()).isTrue();
        Path file = file(PictureSamples.turned(PictureSamples.quarters("jpeg", 240, 120), orientation));

        PictureSize size = done(both.getLast().probe(file)).size();

        assertThat(size).isEqualTo(orientation >= 5 ? new PictureSize(120, 240) : new PictureSize(240, 120));
        assertThat(done(both.getFirst().probe(file)).size()).isEqualTo(size);
        var whole = Transform.rewrite(90, PictureFormat.PNG);
        assertThat(quarters(image(both.getLast(), file, whole)))
                .isEqualTo(quarters(image(both.getFirst(), file, whole)));
    }

    @Test
    void turnsAPhoneHeldUpright() throws IOException {
        Path file = file(PictureSamples.turned(PictureSamples.quarters("jpeg", 240, 120), 6));

        for (Pictures pictures : both) {
            // The camera's lower left is the upper left of what was seen.
            assertThat(quarters(image(pictures, file, Transform.rewrite(90, PictureFormat.PNG))))
                    .containsExactly("yellow", "red", "blue", "green");
        }
    }

    @ParameterizedTest
    @EnumSource
    void writesEveryFormatByLibvips(PictureFormat format) throws IOException {
        assumeThat(both.getFirst().complete()).isTrue();
        Path file = file(PictureSamples.quarters("png", 300, 200));

        Encoded made = done(both.getFirst().transform(file, Transform.cover(64, 64, 60, format)));

        assertThat(made.format()).isEqualTo(format);
        assertThat(done(both.getFirst().probe(file(bytes(made)))))
                .isEqualTo(new PictureProbe(format, new PictureSize(64, 64)));
    }

    @Test
    void javaSaysWhatItMadeWhereItCannotMakeWhatWasAskedFor() throws IOException {
        Path photo = file(PictureSamples.quarters("jpeg", 100, 100));
        Path holes = file(PictureSamples.holes(100, 100));

        for (PictureFormat format : List.of(PictureFormat.WEBP, PictureFormat.AVIF, PictureFormat.GIF)) {
            var wanted = Transform.cover(50, 50, 80, format);
            assertThat(done(both.getLast().transform(photo, wanted)).format()).isEqualTo(PictureFormat.JPEG);
            assertThat(done(both.getLast().transform(holes, wanted)).format()).isEqualTo(PictureFormat.PNG);
        }
    }

    @Test
    void keepsTheFormatWhereNoneIsAskedFor() throws IOException {
        for (Pictures pictures : both) {
            for (String format : List.of("png", "jpeg")) {
                Path file = file(PictureSamples.quarters(format, 100, 100));
                assertThat(done(pictures.transform(file, Transform.cover(10, 10, 80, null)))
                                .format()
                                .name())
                        .isEqualToIgnoringCase(format);
            }
        }
    }

    @Test
    void showsWhitePaperThroughHolesOfAJpeg() throws IOException {
        Path file = file(PictureSamples.holes(100, 100));

        for (Pictures pictures : both) {
            BufferedImage image = image(pictures, file, Transform.rewrite(90, PictureFormat.JPEG));
            assertThat(new java.awt.Color(image.getRGB(2, 2)).getBlue()).isGreaterThan(250);
            assertThat(new java.awt.Color(image.getRGB(50, 50)).getBlue()).isLessThan(60);
        }
    }

    @Test
    void lowerQualityMakesFewerBytes() throws IOException {
        Path file = file(PictureSamples.quarters("jpeg", 900, 700));

        for (Pictures pictures : both) {
            int low = done(pictures.transform(file, Transform.rewrite(20, PictureFormat.JPEG)))
                    .sizeBytes();
            int high = done(pictures.transform(file, Transform.rewrite(100, PictureFormat.JPEG)))
                    .sizeBytes();
            assertThat(low).isLessThan(high);
        }
    }

    @Test
    void leavesOutWhatACameraWrote() throws IOException {
        Path file = file(PictureSamples.turned(PictureSamples.quarters("jpeg", 100, 100), 3));

        for (Pictures pictures : both) {
            byte[] made = bytes(done(pictures.transform(file, Transform.rewrite(80, PictureFormat.JPEG))));
            assertThat(new String(made, StandardCharsets.ISO_8859_1)).doesNotContain("Exif");
        }
    }

    @Test
    void refusesBombsByTheirHeaderAlone() throws IOException {
        for (Pictures pictures : both) {
            for (byte[] bomb : List.of(
                    PictureSamples.bomb(60_000, 60_000),
                    PictureSamples.bomb(30_000, 20_000),
                    PictureSamples.bomb(10_000, 10))) {
                assertRefused(pictures, file(bomb), Reason.TOO_LARGE);
            }
        }
    }

    @Test
    void refusesWhatIsBroken() throws IOException {
        for (Pictures pictures : both) {
            for (String format : List.of("png", "jpeg", "gif")) {
                byte[] whole = PictureSamples.quarters(format, 500, 500);
                assertRefused(pictures, file(Arrays.copyOf(whole, whole.length / 2)), Reason.DAMAGED);
                assertRefused(pictures, file(Arrays.copyOf(whole, 20)), Reason.DAMAGED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "<svg xmlns='http://www.w3.org/2000/svg'/>",
                "<?xml version='1.0'?><svg/>",
                "%PDF-1.7",
                "RIFF....WAVE",
                "P6 1 1 255 abc"
            })
    void refusesWhatIsNoPicture(String content) throws IOException {
        for (Pictures pictures : both) {
            assertRefused(pictures, file(content.getBytes(StandardCharsets.UTF_8)), Reason.UNSUPPORTED);
        }
    }

    @Test
    void takesAStreamAndLeavesNothingBehind() throws IOException {
        byte[] picture = PictureSamples.quarters("png", 100, 100);

        for (Pictures pictures : both) {
            var result = pictures.transform(new ByteArrayInputStream(picture), Transform.cover(9, 9, 80, null));
            assertThat(done(result).format()).isEqualTo(PictureFormat.PNG);
        }

        try (var left = Files.list(drafts)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void readsNoMoreOfAStreamThanIsTaken() throws IOException {
        var endless = new java.io.InputStream() {
            private long given;

            @Override
            public int read() {
                given++;
                return 0;
            }
        };

        for (Pictures pictures : both) {
            endless.given = 0;
            assertThat(pictures.transform(endless, Transform.cover(9, 9, 80, null)))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE));
            assertThat(endless.given).isLessThan(SOURCE_MAX + (1 << 18));
        }
    }

    @Test
    void makesSmallFormsAndAColor() throws IOException {
        for (Pictures pictures : both) {
            Smalls smalls = done(pictures.smalls(file(PictureSamples.quarters("jpeg", 2000, 1000))));

            assertThat(smalls.size()).isEqualTo(new PictureSize(2000, 1000));
            assertThat(smalls.color()).matches("#[0-9a-f]{6}");
            if (pictures.complete()) {
                assertThat(smalls.thumbnail().format()).isEqualTo(PictureFormat.WEBP);
                assertThat(done(pictures.probe(file(bytes(smalls.preview())))).size())
                        .isEqualTo(new PictureSize(1600, 800));
            } else {
                assertThat(smalls.thumbnail().format()).isEqualTo(PictureFormat.JPEG);
                assertThat(done(pictures.probe(file(bytes(smalls.thumbnail())))).size())
                        .isEqualTo(new PictureSize(512, 256));
            }
        }
    }

    @Test
    void refusesATransformBeyondItsRange() {
        assertThatThrownBy(() -> new Transform(0, null, Fit.COVER, 80, null)).hasMessageContaining("edge");
        assertThatThrownBy(() -> new Transform(null, 2001, Fit.COVER, 80, null)).hasMessageContaining("edge");
        assertThatThrownBy(() -> new Transform(null, null, Fit.COVER, 19, null)).hasMessageContaining("quality");
        assertThatThrownBy(() -> new Transform(null, null, Fit.COVER, 101, null))
                .hasMessageContaining("quality");
    }

    private Pictures pictures(boolean library) {
        return Pictures.open(
                new PicturesSettings(100_000_000, 2, SOURCE_MAX, library), folder.resolve("native"), drafts);
    }

    private static void assertRefused(Pictures pictures, Path file, Reason reason) throws IOException {
        assertThat(pictures.transform(file, Transform.cover(10, 10, 80, null)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static <T> T done(PictureResult<T> result) {
        return switch (result) {
            case Done<T>(T value) -> value;
            case Refused<T> refused -> throw new AssertionError(refused.toString());
        };
    }

    private static BufferedImage image(Pictures pictures, Path file, Transform wanted) throws IOException {
        return ImageIO.read(done(pictures.transform(file, wanted)).open());
    }

    private static byte[] bytes(Encoded encoded) throws IOException {
        return encoded.open().readAllBytes();
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(Files.createTempFile(folder, "sample", ""), content);
    }

    /// Upper left, upper right, lower left, lower right.
    private static List<String> quarters(BufferedImage image) {
        int w = image.getWidth();
        int h = image.getHeight();
        return List.of(
                color(image.getRGB(w / 4, h / 4)),
                color(image.getRGB(3 * w / 4, h / 4)),
                color(image.getRGB(w / 4, 3 * h / 4)),
                color(image.getRGB(3 * w / 4, 3 * h / 4)));
    }

    private static String color(int rgb) {
        boolean red = (rgb >> 16 & 0xff) > 127;
        boolean green = (rgb >> 8 & 0xff) > 127;
        return red ? green ? "yellow" : "red" : green ? "green" : "blue";
    }
}

package studio.atelier.platform.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.platform.video.ClipResult.Done;
import studio.atelier.platform.video.ClipResult.Reason;
import studio.atelier.platform.video.ClipResult.Refused;

/// The bundled ffmpeg on clips that are well and on clips that are not.
class ClipsTest {

    private static final VideoSettings SETTINGS =
            new VideoSettings(Optional.empty(), 2, 36_000_000, Duration.ofSeconds(60), 3L << 30);

    @TempDir
    private static Path unpacked;

    @TempDir
    private Path folder;

    private static Clips clips;

    @BeforeAll
    static void open() {
        clips = new Clips(SETTINGS, unpacked);
    }

    @AfterAll
    static void close() {
        clips.close();
    }

    @Test
    void tellsWhatIsInAClip() throws IOException {
        Clip clip = seen(clips.look(sample("fade.mp4"), Container.MP4));

        assertThat(clip.facts()).isEqualTo(new ClipFacts(320, 180, 2000L, 10.0, "h264", "aac"));
    }

    @Test
    void passesOverAFadeFromBlack() throws IOException {
        BufferedImage still = still(seen(clips.look(sample("fade.mp4"), Container.MP4)));

        assertThat(still.getWidth()).isEqualTo(320);
        assertThat(still.getRGB(160, 90) >> 16 & 0xff).as("red").isGreaterThan(200);
    }

    @Test
    void turnsAClipUpright() throws IOException {
        Clip clip = seen(clips.look(sample("turned.mp4"), Container.MP4));

        assertThat(clip.facts().width()).isEqualTo(180);
        assertThat(clip.facts().height()).isEqualTo(320);
        assertThat(still(clip).getHeight()).isEqualTo(320);
    }

    @Test
    void makesALoopThatIsSmallAndSilent() throws IOException {
        byte[] loop = Objects.requireNonNull(
                seen(clips.look(sample("fade.mp4"), Container.MP4)).loop());

        assertThat(loop.length).isBetween(100, 200_000);
        ClipFacts facts = seen(clips.facts(file("loop.webm", loop), Container.WEBM));
        assertThat(facts.videoCodec()).isEqualTo("vp9");
        assertThat(facts.audioCodec()).isNull();
        assertThat(facts.frameRate()).isEqualTo(12.0);
    }

    @Test
    void seesTheBeginningOfAClipOfHoursAtOnce() throws IOException {
        Clip clip = seen(clips.look(sample("hours.mp4"), Container.MP4));

        assertThat(clip.facts().durationMs()).isEqualTo(Duration.ofHours(3).toMillis());
        assertThat(clip.still()).isNotNull();
    }

    @Test
    void measuresSoundAndFindsNoPictureInIt() throws IOException {
        ClipFacts sound = seen(clips.facts(sample("tone.ogg"), Container.OGG));
        assertThat(sound.durationMs()).isBetween(1490L, 1520L);
        assertThat(sound.audioCodec()).isEqualTo("opus");

        Clip onlySound = seen(clips.look(sample("sound.webm"), Container.WEBM));
        assertThat(onlySound.still()).isNull();
        assertThat(onlySound.facts().videoCodec()).isNull();
    }

    @Test
    void leavesAClipInACodecItDoesNotTrustWithoutAPicture() throws IOException {
        Clip clip = seen(clips.look(sample("unread.mp4"), Container.MP4));

        assertThat(clip.facts().videoCodec()).isEqualTo("mpeg2video");
        assertThat(clip.still()).isNull();
        assertThat(clip.loop()).isNull();
    }

    @Test
    void refusesMorePixelsThanAreDecoded() throws IOException {
        var refused = refused(clips.look(sample("huge.webm"), Container.WEBM));

        assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refused.sentence()).contains("10000 × 4000");
    }

    @Test
    void refusesBrokenFilesOfEveryKind() throws IOException {
        byte[] clip = Files.readAllBytes(sample("fade.mp4"));
        byte[] scrambled = clip.clone();
        Arrays.fill(scrambled, 100, scrambled.length, (byte) 0x5a);

        for (byte[] broken : new byte[][] {new byte[0], Arrays.copyOf(clip, 40), scrambled, new byte[5000]}) {
            assertThat(refused(clips.look(file("broken", broken), Container.MP4))
                            .reason())
                    .isEqualTo(Reason.DAMAGED);
        }
        assertThat(refused(clips.look(sample("fade.mp4"), Container.WEBM)).reason())
                .as("of another container than was said")
                .isEqualTo(Reason.DAMAGED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nADDRESS\n#EXT-X-ENDLIST\n",
                "ffconcat version 1.0\nfile ADDRESS\n",
                "<?xml version='1.0'?><MPD><BaseURL>ADDRESS</BaseURL></MPD>",
                "<smil><body><video src='ADDRESS'/></body></smil>"
            })
    void opensNothingThatAFileNames(String content) throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listener.setSoTimeout(1);
            String address = "http://127.0.0.1:" + listener.getLocalPort() + "/clip.ts";
            byte[] playlist = content.replace("ADDRESS", address).getBytes(StandardCharsets.UTF_8);

            Path list = file("list.mp4", playlist);
            for (Container said : new Container[] {Container.MP4, Container.WEBM, Container.OGG}) {
                assertThat(refused(clips.look(list, said)).reason())
                        .as(said.name())
                        .isEqualTo(Reason.DAMAGED);
            }
            // What reads bare sound takes anything for sound, and finds no end of it.
            for (Container said : new Container[] {Container.MP3, Container.WAV, Container.FLAC}) {
                if (clips.look(list, said) instanceof Done<Clip>(Clip clip)) {
                    assertThat(clip.still()).as(said.name()).isNull();
                    assertThat(clip.facts().durationMs()).as(said.name()).isNull();
                }
            }

            assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void endsWhatTakesTooLong() throws IOException {
        try (var hasty = new Clips(
                new VideoSettings(Optional.empty(), 1, 36_000_000, Duration.ofMillis(1), 3L << 30), unpacked)) {
            assertThat(refused(hasty.look(sample("fade.mp4"), Container.MP4)).reason())
                    .isEqualTo(Reason.TOO_SLOW);
        }
        assertThat(ProcessHandle.current()
                        .children()
                        .filter(ProcessHandle::isAlive)
                        .flatMap(child -> child.info().command().stream())
                        .filter(command -> command.startsWith(unpacked.toString())))
                .isEmpty();
    }

    @Test
    void worksOnManyAtTheSameTime() throws Exception {
        Path clip = sample("silent.webm");
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Clip> look = () -> seen(clips.look(clip, Container.WEBM));
            var looks = pool.invokeAll(Stream.generate(() -> look).limit(6).toList());

            for (var one : looks) {
                assertThat(one.get().still()).isNotNull();
            }
        }
    }

    @Test
    void saysWhatToDoAboutAProgramThatCannotBeUsed() throws IOException {
        Path old = Files.createDirectories(folder.resolve("old"));
        for (String name : new String[] {"ffmpeg", "ffprobe"}) {
            Path program = Files.writeString(old.resolve(name), "#!/bin/sh\necho ffmpeg version 5.1.9-0+deb12u1\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }

        assertThat(foreseen(old.resolve("ffmpeg"))).contains("version 6 or newer is needed");
        assertThat(foreseen(old)).contains("path of a program named ffmpeg");
        assertThat(foreseen(folder.resolve("ffmpeg"))).contains("no program").contains("that can be run");
        try (var none = new Clips(with(old.resolve("ffmpeg")), unpacked)) {
            assertThat(refused(none.look(sample("fade.mp4"), Container.MP4)).reason())
                    .isEqualTo(Reason.UNAVAILABLE);
        }
    }

    @Test
    void foreseesTheBundledProgram() {
        assertThat(seen(Clips.foresee(SETTINGS))).isEqualTo("the bundled ffmpeg");
    }

    private static String foreseen(Path ffmpeg) {
        return refused(Clips.foresee(with(ffmpeg))).sentence();
    }

    private static VideoSettings with(Path ffmpeg) {
        return new VideoSettings(Optional.of(ffmpeg), 1, 36_000_000, Duration.ofSeconds(10), 3L << 30);
    }

    private Path sample(String name) throws IOException {
        try (InputStream content = ClipsTest.class.getResourceAsStream("/clips/" + name)) {
            return file(name, Objects.requireNonNull(content).readAllBytes());
        }
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static BufferedImage still(Clip clip) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(Objects.requireNonNull(clip.still())));
    }

    private static <T> T seen(ClipResult<T> result) {
        return switch (result) {
            case Done<T>(T value) -> value;
            case Refused<T>(var reason, String sentence) -> throw new AssertionError(reason + ": " + sentence);
        };
    }

    private static <T> Refused<T> refused(ClipResult<T> result) {
        return switch (result) {
            case Done<T>(T value) -> throw new AssertionError("this was seen: " + value);
            case Refused<T> refused -> refused;
        };
    }
}

package studio.atelier.engine.providers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.demo.DemoPictures;
import studio.atelier.engine.demo.PictureOrder;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Cancellation;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.Reference;
import studio.atelier.engine.vault.ProviderCredentials;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DemoProviderTest {

    private static final UUID ID = UUID.fromString("01a1fbdd-c369-7c2c-a1b3-5c140ca2bd1a");

    private final DemoProvider provider = new DemoProvider(Duration.ZERO, Runnable::run);

    @Test
    void streamsATextThatSaysWhatItIsAndUsesTheWordsOfThePrompt() {
        Received received = new Received();

        Answer answer =
                provider.submit(call(GenerationType.TEXT, "Write about the old lighthouse", "{\"seed\":1}"), received);

        String text = String.join("", received.texts);
        assertThat(received.texts.size()).isGreaterThan(50);
        assertThat(text).startsWith("*Demo text").contains("the old lighthouse").doesNotContain("{");
        assertThat(answer).isInstanceOfSatisfying(Answer.Completed.class, completed -> {
            assertThat(completed.finishReason()).isEqualTo("stop");
            assertThat(completed.usage().outputTokens()).isBetween(50L, 1000L);
        });
    }

    @Test
    void writesEveryFormTheWordsAskFor() {
        for (String prompt : List.of(
                "a haiku",
                "a poem about rain",
                "a list of names",
                "a story",
                "an email",
                "",
                "what is good architecture?")) {
            Received received = new Received();
            provider.submit(call(GenerationType.TEXT, prompt, "{\"seed\":2,\"length\":\"long\"}"), received);

            assertThat(String.join("", received.texts))
                    .as(prompt)
                    .hasSizeGreaterThan(180)
                    .doesNotContain("{", "}");
        }
    }

    @Test
    void answersTheLastMessageOfAChatAndStopsAtTheLimit() {
        Received received = new Received();

        Answer answer = provider.submit(call(GenerationType.TEXT, "", """
                        {"seed":1,"max_completion_tokens":70,"messages":[
                          {"role":"user","content":"about the moon"},
                          {"role":"assistant","content":"yes"},
                          {"role":"user","content":[{"type":"text","text":"and the harbour?"}]}]}
                        """), received);

        assertThat(String.join("", received.texts)).contains("the harbour");
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Completed.class,
                        completed -> assertThat(completed.finishReason()).isEqualTo("length"));
    }

    @Test
    void deliversAPngOfTheFormatAskedFor() throws IOException {
        Received received = new Received();

        made(
                call(GenerationType.IMAGE, "the sea", "{\"seed\":1,\"aspect_ratio\":\"16:9\",\"long_edge\":768}"),
                received);

        var picture = ImageIO.read(new ByteArrayInputStream(received.media.getFirst()));
        assertThat(received.mimeTypes).containsExactly("image/png");
        assertThat(picture.getWidth()).isEqualTo(768);
        assertThat(picture.getHeight()).isEqualTo(432);
    }

    @Test
    void makesTheSameAgainForTheSameCallAndAnotherWithoutASeed() {
        byte[] first = image(ID, "{\"long_edge\":128}", List.of());
        byte[] again = image(ID, "{\"long_edge\":128}", List.of());
        byte[] other = image(UUID.randomUUID(), "{\"long_edge\":128}", List.of());

        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void worksFromAReferenceAndSaysWhichItCannotRead() {
        byte[] reference = image(ID, "{\"long_edge\":64,\"style\":\"forest\"}", List.of());
        byte[] plain = image(ID, "{\"long_edge\":128}", List.of());
        byte[] guided = image(ID, "{\"long_edge\":128}", List.of(reference(reference)));

        assertThat(guided).isNotEqualTo(plain);
        Answer refused = provider.submit(
                new ProviderCall(
                        ID,
                        "demo-image",
                        GenerationType.IMAGE,
                        "x",
                        Map.of(),
                        List.of(reference("RIFF no picture".getBytes(StandardCharsets.UTF_8))),
                        ProviderCredentials.NONE),
                new Received());
        assertThat(refused)
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(ProviderFailure.InvalidInput.class));
    }

    @Test
    void deliversALabelledWavOfTheLengthAskedFor() throws Exception {
        Received received = new Received();

        made(
                call(GenerationType.AUDIO, "rain on the sea", "{\"seed\":1,\"duration_seconds\":3,\"mood\":\"dark\"}"),
                received);

        byte[] wav = received.media.getFirst();
        try (var sound = AudioSystem.getAudioInputStream(new ByteArrayInputStream(wav))) {
            assertThat(sound.getFormat().getSampleRate()).isEqualTo(44_100);
            assertThat(sound.getFormat().getChannels()).isEqualTo(2);
            assertThat(sound.getFrameLength()).isEqualTo(3 * 44_100);
            assertThat(loudest(sound.readAllBytes())).isBetween(20_000, 32_000);
        }
        assertThat(new String(wav, StandardCharsets.ISO_8859_1)).contains("INFO", "Demo:", "rain on the sea");
    }

    @Test
    void letsThroughWhatTheSinkThrows() {
        OutputSink full = new Received() {
            @Override
            public void media(String mimeType, InputStream content) {
                throw new IllegalStateException("disk full");
            }
        };

        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> made(call(GenerationType.IMAGE, "x", "{\"long_edge\":64}"), full))
                .hasMessage("disk full");
    }

    @Test
    void saysHowFarAPictureIsAndDeliversItWhenItIsDone() {
        Queue<Runnable> waiting = new ArrayDeque<>();
        Received received = new Received();
        ProviderCall call = call(GenerationType.IMAGE, "the sea", "{\"long_edge\":64}");
        List<Double> heard = new ArrayList<>();
        var patient = new DemoProvider(Duration.ZERO, waiting::add);
        String handle = handle(patient.submit(call, received));

        Answer before = patient.poll(handle, call, received);
        waiting.remove().run();
        Answer after = patient.poll(handle, call, received);

        assertThat(before)
                .isInstanceOfSatisfying(
                        Answer.Running.class,
                        running -> assertThat(running.fraction()).isZero());
        assertThat(after).isInstanceOf(Answer.Completed.class);
        assertThat(received.mimeTypes).containsExactly("image/png");
        new DemoPictures().draw(new PictureOrder("the sea", 1, 64, 64, null), heard::add);
        assertThat(heard)
                .hasSizeGreaterThan(3)
                .isSorted()
                .allSatisfy(part -> assertThat(part).isBetween(0.0, 1.0));
    }

    @Test
    void drawsNothingForWhomNobodyWaits() {
        Queue<Runnable> waiting = new ArrayDeque<>();
        ProviderCall call = call(GenerationType.IMAGE, "the sea", "{\"long_edge\":64}");
        var patient = new DemoProvider(Duration.ZERO, waiting::add);
        String handle = handle(patient.submit(call, new Received()));

        Cancellation known = patient.cancel(handle, call);
        waiting.remove().run();

        assertThat(known).isEqualTo(Cancellation.STOPPED);
        // What is asked for nevertheless is begun anew: nothing was made for the first one.
        assertThat(patient.poll(handle, call, new Received())).isInstanceOf(Answer.Running.class);
        assertThat(waiting).hasSize(1);
    }

    @Test
    void isTooLateToCancelWhatIsDone() {
        ProviderCall call = call(GenerationType.AUDIO, "rain", "{\"duration_seconds\":2}");
        Received received = new Received();
        String handle = handle(provider.submit(call, received));

        assertThat(provider.cancel(handle, call)).isEqualTo(Cancellation.TOO_LATE);
        assertThat(provider.poll(handle, call, received)).isInstanceOf(Answer.Completed.class);
        assertThat(received.mimeTypes).containsExactly("audio/wav");
    }

    @Test
    void takesOneJobForTheSameCallAndRefusesTooMany() {
        Queue<Runnable> waiting = new ArrayDeque<>();
        var patient = new DemoProvider(Duration.ZERO, waiting::add);
        ProviderCall call = call(GenerationType.IMAGE, "x", "{\"long_edge\":64}");

        assertThat(handle(patient.submit(call, new Received())))
                .isEqualTo(handle(patient.submit(call, new Received())));
        for (int seed = 1; seed < DemoJobs.JOBS_MAX; seed++) {
            patient.submit(call(GenerationType.IMAGE, "x", "{\"seed\":" + seed + "}"), new Received());
        }
        Answer refused = patient.submit(call(GenerationType.IMAGE, "x", "{\"seed\":999}"), new Received());

        assertThat(waiting).hasSize(DemoJobs.JOBS_MAX);
        assertThat(refused)
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(ProviderFailure.Overloaded.class));
    }

    @Test
    void refusesAHandleItNeverGave() {
        for (String handle : List.of("", "x", "17", "null", "{\"seed\":\"x\"}")) {
            assertThat(provider.poll(handle, call(GenerationType.IMAGE, "x", "{}"), new Received()))
                    .as(handle)
                    .isInstanceOfSatisfying(
                            Answer.Failed.class,
                            failed -> assertThat(failed.failure()).isInstanceOf(ProviderFailure.Broken.class));
        }
    }

    private static String handle(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Accepted.class);
        return ((Answer.Accepted) answer).handle();
    }

    /// Asked for and fetched; this provider makes everything at once, on the thread of who asks.
    private Answer made(ProviderCall call, OutputSink sink) {
        return provider.poll(handle(provider.submit(call, sink)), call, sink);
    }

    private static int loudest(byte[] samples) {
        int loudest = 0;
        for (int i = 0; i + 1 < samples.length; i += 2) {
            loudest = Math.max(loudest, Math.abs((short) (samples[i] & 0xff | samples[i + 1] << 8)));
        }
        return loudest;
    }

    private byte[] image(UUID id, String parameters, List<Reference> references) {
        Received received = new Received();
        made(
                new ProviderCall(
                        id,
                        "demo-image",
                        GenerationType.IMAGE,
                        "a valley",
                        parameters(parameters),
                        references,
                        ProviderCredentials.NONE),
                received);
        return received.media.getFirst();
    }

    private static Reference reference(byte[] content) {
        return new Reference(UUID.randomUUID(), "image/png", content.length, () -> new ByteArrayInputStream(content));
    }

    private static ProviderCall call(GenerationType type, String prompt, String parameters) {
        return new ProviderCall(
                ID, "demo-" + type.word(), type, prompt, parameters(parameters), List.of(), ProviderCredentials.NONE);
    }

    private static Map<String, JsonNode> parameters(String json) {
        return JsonMapper.builder().build().readTree(json).properties().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static class Received implements OutputSink {

        private final List<String> texts = new ArrayList<>();
        private final List<byte[]> media = new ArrayList<>();
        private final List<String> mimeTypes = new ArrayList<>();

        @Override
        public void text(String delta) {
            texts.add(delta);
        }

        @Override
        public void media(String mimeType, InputStream content) throws IOException {
            var bytes = new ByteArrayOutputStream();
            content.transferTo(bytes);
            media.add(bytes.toByteArray());
            mimeTypes.add(mimeType);
        }

        @Override
        public void progress(double fraction) {
            assertThat(fraction).isBetween(0.0, 1.0);
        }
    }
}

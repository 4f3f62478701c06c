package studio.atelier.engine.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.FakeConformance;
import studio.atelier.engine.providers.Faults;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.RecordingSink;
import studio.atelier.testkit.fake.openai.FakeOpenAi;

class OpenAiMediaTest extends FakeConformance {

    OpenAiMediaTest() {
        super(FakeOpenAi.class, "/v1", "openai", OpenAiProvider::new);
    }

    @Override
    protected ProviderCall slowly(String prompt) {
        return speech(prompt);
    }

    @Override
    protected List<ProviderCall> good() {
        return List.of(speech("say kite"), transcription("a hint"), partial("a red kite"), masked("only the sky"));
    }

    @Override
    protected Map<String, Failing> failing() {
        Map<String, Failing> all = new LinkedHashMap<>(Faults.refused("speech", this::speech, Map.of()));
        all.putAll(Faults.refused("transcription", this::transcription, Map.of()));
        all.putAll(Faults.refused("embedding", this::embedding, Map.of()));
        bought(all, "speech", this::speech, ProviderFailure.NoAnswer.class, "ambiguous", "cut-headers", "cut-stream");
        bought(all, "speech", this::speech, ProviderFailure.NoAnswer.class, "wrong-type", "garbage");
        all.putAll(Faults.spoilt("transcription", this::transcription));
        all.putAll(Faults.spoilt("embedding", this::embedding));
        bought(all, "partial", this::partial, ProviderFailure.NoAnswer.class, "ambiguous", "cut-stream");
        bought(all, "partial", this::partial, ProviderFailure.Broken.class, "stream-error");
        return all;
    }

    @Test
    void aStreamOfSpeechSaysWhatWasUsed() {
        Answer answer = done(speech("say kite"), new RecordingSink());

        assertThat(answer).isInstanceOfSatisfying(Answer.Completed.class, completed -> {
            assertThat(completed.usage().inputTokens()).isEqualTo(50);
            assertThat(completed.usage().outputTokens()).isEqualTo(50);
        });
    }

    @Test
    void sendsTheMaskBesideThePicture() {
        assertThat(done(masked("only the sky"), new RecordingSink())).isInstanceOf(Answer.Completed.class);

        assertThat(lastBody().at("/mask/image_url").asString()).isEqualTo("data:image/png;base64,AQID");
        assertThat(lastBody().at("/images/0/image_url").asString()).isEqualTo("data:image/png;base64,AQID");
    }

    @Test
    void passesVectorsAndVerdictsOn() {
        var vectors = new RecordingSink();
        var verdicts = new RecordingSink();

        Answer embedded = done(
                call("text-embedding-3-small", GenerationType.EMBEDDING, "", "{\"input\":[\"a\",\"b\"]}"), vectors);
        Answer judged = done(call("omni-moderation-latest", GenerationType.MODERATION, "a red kite", "{}"), verdicts);

        assertThat(embedded)
                .isInstanceOfSatisfying(
                        Answer.Completed.class,
                        completed ->
                                assertThat(completed.usage().outputTokens()).isZero());
        assertThat(vectors.data().getFirst().path("data")).hasSize(2);
        assertThat(judged).isInstanceOf(Answer.Completed.class);
        assertThat(verdicts.data().getFirst().at("/results/0/flagged").isBoolean())
                .isTrue();
    }

    private ProviderCall speech(String prompt) {
        return call(
                "gpt-4o-mini-tts", GenerationType.AUDIO, prompt, "{\"voice\":\"marin\",\"response_format\":\"mp3\"}");
    }

    private ProviderCall transcription(String prompt) {
        return call(
                "gpt-transcribe",
                GenerationType.TEXT,
                prompt,
                "{\"language\":\"de\"}",
                List.of(),
                Map.of("audio", file("audio/mpeg")));
    }

    private ProviderCall embedding(String prompt) {
        return call("text-embedding-3-small", GenerationType.EMBEDDING, prompt, "{}");
    }

    private ProviderCall partial(String prompt) {
        return call("gpt-image-2", GenerationType.IMAGE, prompt, "{\"partial_images\":2,\"output_format\":\"png\"}");
    }

    private ProviderCall masked(String prompt) {
        return call(
                "gpt-image-2",
                GenerationType.IMAGE,
                prompt,
                "{\"output_format\":\"png\"}",
                List.of(file("image/png")),
                Map.of("mask", file("image/png")));
    }
}

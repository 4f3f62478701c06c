package studio.atelier.engine.providers.elevenlabs;

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
import studio.atelier.testkit.fake.elevenlabs.FakeElevenLabs;

class ElevenLabsProviderTest extends FakeConformance {

    ElevenLabsProviderTest() {
        super(FakeElevenLabs.class, "", "elevenlabs", ElevenLabsProvider::new);
    }

    @Override
    protected ProviderCall slowly(String prompt) {
        return speech(prompt);
    }

    @Override
    protected List<ProviderCall> good() {
        return List.of(speech("say kite"), speech("Grüße aus 日本 fake:unicode"), transcription());
    }

    @Override
    protected Map<String, Failing> failing() {
        Map<String, Failing> all = new LinkedHashMap<>(Faults.refused("speech", this::speech, Map.of()));
        all.putAll(Faults.bought("speech", "ambiguous", this::speech, ProviderFailure.NoAnswer.class));
        all.putAll(Faults.bought("speech", "cut-headers", this::speech, ProviderFailure.NoAnswer.class));
        all.putAll(Faults.bought("speech", "wrong-type", this::speech, ProviderFailure.NoAnswer.class));
        all.putAll(Faults.bought("speech", "garbage", this::speech, ProviderFailure.NoAnswer.class));
        all.putAll(Faults.bought("speech", "empty", this::speech, ProviderFailure.BadOutput.class));
        return all;
    }

    @Test
    void countsTheCharactersThatWereBilled() {
        Answer answer = done(speech("twelve chars"), new RecordingSink());

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Completed.class,
                        completed -> assertThat(completed.usage().inputTokens()).isEqualTo(12));
        assertThat(lastBody().path("model_id").asString()).isEqualTo("eleven_v4");
        assertThat(lastBody().at("/voice_settings/stability").asDouble()).isEqualTo(0.5);
    }

    @Test
    void aTranscriptionNeedsASound() {
        assertThat(provider().submit(call("scribe_v2", GenerationType.TEXT, "", "{}"), new RecordingSink()))
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.failure().words().message()).startsWith("audio: "));
    }

    private ProviderCall transcription() {
        return call("scribe_v2", GenerationType.TEXT, "", "{}", List.of(), Map.of("audio", file("audio/mpeg")));
    }

    private ProviderCall speech(String prompt) {
        return call("eleven_v4", GenerationType.AUDIO, prompt, """
                {"voice":"21m00Tcm4TlvDq8ikWAM","output_format":"mp3_44100_128","stability":0.5}""");
    }
}

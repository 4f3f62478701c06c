package studio.atelier.engine.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.engine.providers.Reference;
import studio.atelier.platform.outbound.OutboundCall.Payload;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonWithFilesTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 24_575, 24_576, 24_577, 100_001})
    void sendsEveryByteAndExactlyAsManyAsItSaid(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        var picture = new Reference(UUID.randomUUID(), "image/png", size, () -> new ByteArrayInputStream(bytes));
        var files = new JsonWithFiles();

        var payload = (Payload.Content) files.payload(
                Map.of("images", List.of(files.dataUrl(picture), files.dataUrl(picture)), "prompt", "ü \"x\""));

        for (int sending = 0; sending < 2; sending++) {
            byte[] sent = payload.open().get().readAllBytes();
            JsonNode body = JsonMapper.shared().readTree(new String(sent, StandardCharsets.UTF_8));
            assertThat(sent).hasSize((int) payload.length());
            assertThat(body.path("prompt").asString()).isEqualTo("ü \"x\"");
            for (JsonNode url : body.path("images")) {
                assertThat(url.asString()).startsWith("data:image/png;base64,");
                assertThat(Base64.getDecoder().decode(url.asString().substring("data:image/png;base64,".length())))
                        .isEqualTo(bytes);
            }
        }
    }
}

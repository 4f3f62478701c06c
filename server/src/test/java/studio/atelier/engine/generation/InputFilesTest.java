package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import studio.atelier.engine.media.Media;
import studio.atelier.platform.database.Actor;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import tools.jackson.databind.JsonNode;

/// Parameters that name files.
@Tag("server")
class InputFilesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static RunningServer server;
    private static Someone ada;

    @BeforeAll
    static void start() {
        server = RunningServer.start(
                Map.of(
                        "ATELIER_LIMITS",
                        "off",
                        "ATELIER_AUTH_SIGNUP",
                        "on",
                        "ATELIER_AUTH_AUTOCONFIRM",
                        "on",
                        "ATELIER_OWNER_EMAIL",
                        Person.EMAIL,
                        "ATELIER_OWNER_PASSWORD",
                        Person.PASSWORD),
                Map.of("catalog/demo/demo-masked.yaml", """
                        display_name: Masked
                        description: Takes a mask and a sound.
                        type: image
                        capabilities: [text_to_image]
                        parameters:
                          mask: {title: Mask, type: string, format: uuid, x-asset: image}
                          sound: {title: Sound, type: string, format: uuid, x-asset: audio}
                          strength: {title: Strength, type: number, default: 1}
                        price: {kind: free}
                        wire: {endpoint: demo}
                        """));
        ada = Someone.signsUp(server, "ada@example.org");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void namesEveryFileThatIsMissingForeignOrOfAnotherKind() throws IOException {
        Someone eve = Someone.signsUp(server, "eve@example.org");
        UUID picture = picture(ada);

        JsonNode foreign = generate(eve, picture.toString(), "not an id");
        assertThat(foreign.path("code").asString()).isEqualTo("generation.invalid");
        assertThat(foreign.path("errors").values().stream()
                        .map(fault -> fault.path("pointer").asString())
                        .distinct())
                .contains("/parameters/mask", "/parameters/sound");

        JsonNode kinds = generate(ada, picture.toString(), picture.toString());
        assertThat(kinds.path("errors").values().stream()
                        .map(fault -> fault.path("pointer").asString()))
                .containsExactly("/parameters/sound");
    }

    @Test
    void handsTheNamedFilesToTheProviderInsteadOfTheirIds() throws IOException {
        UUID picture = picture(ada);
        String made = Someone.json(ada.post("/api/generate", """
                        {"provider":"demo","model":"demo-masked","generation_type":"image","prompt":"a masked picture",
                         "parameters":{"mask":"%s"}}
                        """.formatted(picture)))
                .at("/data/id")
                .asString();

        Rooms rooms = server.room(Rooms.class);
        Awaitility.await("the run is leased")
                .atMost(PATIENCE)
                .until(() -> !ada.data("GET", "/api/generations/" + made, null)
                        .path("started_at")
                        .isNull());
        Lease lease = rooms.transactions().asSystem("test", tx -> rooms.runs().held(tx, UUID.fromString(made)));

        assertThat(lease.assets()).containsExactly(Map.entry("mask", picture));
        var assets = new InputFiles(rooms.transactions(), rooms.media()).assets(lease);
        assertThat(assets).containsOnlyKeys("mask");
        assertThat(assets.get("mask").mimeType()).isEqualTo("image/png");
        try (var content = assets.get("mask").content().open()) {
            assertThat(content.readAllBytes()).hasSize((int) assets.get("mask").sizeBytes());
        }
    }

    private static JsonNode generate(Someone who, String mask, String sound) {
        return Someone.json(who.post("/api/generate", """
                {"provider":"demo","model":"demo-masked","generation_type":"image","prompt":"a masked picture",
                 "parameters":{"mask":"%s","sound":"%s"}}
                """.formatted(mask, sound)));
    }

    private static UUID picture(Someone owner) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), "png", bytes);
        return server.room(Media.class)
                .upload(Actor.person(owner.id()), new ByteArrayInputStream(bytes.toByteArray()), "image/png")
                .id();
    }
}

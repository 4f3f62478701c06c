package studio.atelier.engine.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.backend.storage.ByteSpan;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.json.JsonMapper;

@WithServer
class MediaTest {

    private final RunningServer server;
    private final Media media;
    private final Transactions transactions;
    private final Actor person;

    MediaTest(RunningServer server) {
        this.server = server;
        this.media = server.room(Media.class);
        this.transactions = server.room(Transactions.class);
        this.person = server.database().person(UUID.randomUUID() + "@example.com");
    }

    @Test
    void keepsAPictureWithThumbnailPreviewSizeAndColor() throws IOException {
        Asset asset = media.upload(person, stream(Samples.picture("png", 2000, 1000)), "image/png");

        assertThat(asset.facts().kind()).isEqualTo(MediaKind.IMAGE);
        assertThat(asset.facts().width()).isEqualTo(2000);
        assertThat(asset.facts().height()).isEqualTo(1000);
        // The middle of the gradient.
        assertThat(channels(java.util.Objects.requireNonNull(asset.facts().color())))
                .usingElementComparator((one, other) -> Math.abs(one - other) <= 4 ? 0 : 1)
                .containsExactly(190, 50, 30);
        assertThat(read(asset, Variant.ORIGINAL)).isEqualTo(Samples.picture("png", 2000, 1000));
        assertThat(size(read(asset, Variant.THUMBNAIL))).containsExactly(512, 256);
        assertThat(size(read(asset, Variant.PREVIEW))).containsExactly(1600, 800);
    }

    @Test
    void neverEnlargesASmallPicture() throws IOException {
        Asset asset = media.upload(person, stream(Samples.picture("jpeg", 60, 40)), "image/jpeg");

        assertThat(size(read(asset, Variant.THUMBNAIL))).containsExactly(60, 40);
    }

    @Test
    void measuresSound() throws IOException {
        Asset asset = media.upload(person, stream(Samples.wav(1500)), "audio/wav");

        assertThat(asset.facts().durationMs()).isEqualTo(1500);
        assertThat(AssetView.of(asset).thumbnailUrl()).isNull();
    }

    @Test
    void keepsAClipWithAStillALoopAndWhatIsInIt() throws IOException {
        Asset asset = media.upload(person, stream(Samples.clip("fade.mp4")), "video/mp4");

        assertThat(asset.facts().kind()).isEqualTo(MediaKind.VIDEO);
        assertThat(asset.facts().width()).isEqualTo(320);
        assertThat(asset.facts().height()).isEqualTo(180);
        assertThat(asset.facts().durationMs()).isEqualTo(2000);
        assertThat(asset.facts().streams()).isEqualTo(new MediaFacts.Streams(10.0, "h264", "aac"));
        assertThat(channels(java.util.Objects.requireNonNull(asset.facts().color()))
                        .getFirst())
                .as("red, not the black it begins with")
                .isGreaterThan(200);
        assertThat(size(read(asset, Variant.THUMBNAIL))).containsExactly(320, 180);
        assertThat(read(asset, Variant.LOOP)).startsWith(0x1a, 0x45, 0xdf, 0xa3);
        assertThat(transactions
                        .asUser(person, tx -> media.find(tx, asset.id()))
                        .orElseThrow()
                        .facts())
                .isEqualTo(asset.facts());
    }

    @Test
    void aStagedClipSurvivesInARowAsJson() throws IOException {
        StagedMedia staged = media.stage(stream(Samples.clip("fade.mp4")), result("kept over a crash"));
        var json = JsonMapper.builder().build();

        StagedMedia restored = json.treeToValue(json.valueToTree(staged), StagedMedia.class);

        assertThat(restored).isEqualTo(staged);
        Asset asset = transactions.asSystem("test", tx -> media.keep(tx, UUID.randomUUID(), 0, restored));
        assertThat(read(asset, Variant.LOOP)).isNotEmpty();
    }

    @Test
    void deletingAClipRemovesItsStillAndItsLoop() throws IOException {
        Asset asset = media.upload(person, stream(Samples.clip("silent.webm")), "video/webm");

        media.deleteUpload(person, asset.id());

        assertThat(objectsOf(asset)).isZero();
    }

    @Test
    void aFileRemovedThroughStorageTakesTheLoopAlong() throws IOException {
        Asset asset = media.upload(person, stream(Samples.clip("silent.webm")), "video/webm");

        transactions.asSystem("test", tx -> {
            tx.sql("select set_config('storage.allow_delete_query', 'true', true)")
                    .query(String.class)
                    .single();
            return tx.sql("delete from storage.objects where bucket_id = :bucket and name = :name")
                    .param("bucket", asset.files().bucketId())
                    .param("name", asset.files().objectName())
                    .update();
        });

        assertThat(objectsOf(asset)).isZero();
    }

    @Test
    void refusesClipsThatCannotBeSeenButKeepsThemWhenTheyWereBought() throws IOException {
        byte[] broken = Samples.clip("silent.webm");
        Arrays.fill(broken, 300, broken.length, (byte) 0x5a);
        assertRefused(broken, MediaProblem.UNDECODABLE);
        assertRefused(Samples.clip("huge.webm"), MediaProblem.DIMENSIONS_REFUSED);
        assertRefused(
                Arrays.copyOf(Samples.clip("fade.mp4"), Samples.clip("fade.mp4").length / 2), MediaProblem.UNDECODABLE);

        for (byte[] bought : List.of(broken, Samples.clip("huge.webm"))) {
            Asset asset = generated(bought, "a clip");
            assertThat(read(asset, Variant.ORIGINAL)).isNotEmpty();
            assertThat(AssetView.of(asset).thumbnailUrl()).isNull();
            assertThat(AssetView.of(asset).loopUrl()).isNull();
        }
    }

    @Test
    void keepsAClipInAnUnknownCodecWithoutAPicture() throws IOException {
        Asset asset = media.upload(person, stream(Samples.clip("unread.mp4")), "video/mp4");

        assertThat(asset.facts().durationMs()).isEqualTo(600);
        assertThat(AssetView.of(asset).thumbnailUrl()).isNull();
    }

    @Test
    void refusesAListOfAddressesNamedLikeAClip() {
        String list = "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n";

        assertRefused(list.getBytes(StandardCharsets.UTF_8), MediaProblem.TYPE_UNSUPPORTED);
    }

    @Test
    void measuresSoundWhoseHeaderSaysNothing() throws IOException {
        Asset asset = media.upload(person, stream(Samples.clip("tone.ogg")), "audio/ogg");

        assertThat(asset.facts().durationMs()).isBetween(1490L, 1520L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
                "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
                "<!doctype html><html><body>picture.png</body></html>",
                "GIF89 is not a picture",
                "plain words",
                "PK\u0003\u0004 an archive",
                ""
            })
    void refusesWhatIsNotMediaWhateverItIsCalled(String content) {
        assertRefused(content.getBytes(StandardCharsets.UTF_8), MediaProblem.TYPE_UNSUPPORTED);
    }

    @Test
    void refusesDamagedFiles() {
        byte[] png = Samples.picture("png", 300, 300);
        byte[] jpeg = Samples.picture("jpeg", 300, 300);

        assertRefused(Arrays.copyOf(png, png.length / 2), MediaProblem.UNDECODABLE);
        assertRefused(Arrays.copyOf(jpeg, jpeg.length / 2), MediaProblem.UNDECODABLE);
        assertRefused(Arrays.copyOf(Samples.wav(1000), 5000), MediaProblem.UNDECODABLE);
        assertRefused(Arrays.copyOf(Samples.webp(), 30), MediaProblem.UNDECODABLE);
    }

    @Test
    void refusesBombsByTheirHeaderAlone() {
        assertRefused(Samples.bomb(60_000, 60_000), MediaProblem.DIMENSIONS_REFUSED);
        assertRefused(Samples.bomb(30_000, 20_000), MediaProblem.DIMENSIONS_REFUSED);
        assertRefused(Samples.bomb(10_000, 10), MediaProblem.DIMENSIONS_REFUSED);
        assertRefused(Samples.bomb(-1, 5), MediaProblem.UNDECODABLE);
    }

    @Test
    void refusesAResultOfAnotherKindThanAskedFor() {
        var hints = MediaHints.result(owner(), "audio/wav", MediaKind.AUDIO, made("x"));

        assertThatThrownBy(() -> media.stage(stream(Samples.picture("png", 9, 9)), hints))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("media.type_unsupported");
    }

    @Test
    void writesProvenanceIntoTheFilesItMakes() throws IOException {
        for (byte[] original : List.of(
                Samples.picture("png", 64, 48), Samples.picture("jpeg", 64, 48), Samples.webp(), Samples.wav(200))) {
            Asset asset = generated(original, "a boat & <a \"lake\">");
            byte[] marked = read(asset, Variant.ORIGINAL);

            assertThat(new String(marked, StandardCharsets.UTF_8))
                    .as(asset.facts().mimeType())
                    .contains("http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia")
                    .contains(
                            asset.facts().kind() == MediaKind.AUDIO ? "a boat & <a" : "a boat &amp; &lt;a &quot;lake");
            // A marked file is still a file of its kind, the same size or length.
            Asset again = media.upload(person, stream(marked), "");
            assertThat(again.facts()).isEqualTo(asset.facts());
        }
    }

    @Test
    void leavesASignedFileExactlyAsItCame() throws IOException {
        byte[] signed = Samples.withChunk(Samples.picture("png", 64, 48), "caBX", new byte[] {1, 2, 3, 4});

        Asset asset = generated(signed, "signed");

        assertThat(read(asset, Variant.ORIGINAL)).isEqualTo(signed);
    }

    @Test
    void doesNotStoreTheBytesInARow() throws IOException {
        Asset asset = generated(Samples.picture("png", 900, 900), "rows stay small");

        int bytes = server.database()
                .asOwner()
                .sql("select pg_column_size(a.*) from public.assets a where id = :id")
                .param("id", asset.id())
                .query(Integer.class)
                .single();

        assertThat(bytes).isLessThan(2000);
    }

    @Test
    void keepsOutputsOfAGenerationInOrder() throws IOException {
        UUID generation = UUID.randomUUID();
        var first = media.stage(stream(Samples.picture("png", 10, 10)), result("one"));
        var second = media.stage(stream(Samples.picture("png", 20, 20)), result("two"));
        transactions.asSystem("test", tx -> {
            media.keep(tx, generation, 1, second);
            return media.keep(tx, generation, 0, first);
        });

        Map<UUID, List<Asset>> found =
                transactions.asUser(person, tx -> media.ofGenerations(tx, List.of(generation, UUID.randomUUID())));

        assertThat(found).containsOnlyKeys(generation);
        assertThat(found.get(generation)).extracting(Asset::id).containsExactly(first.id(), second.id());
    }

    @Test
    void keepingTwiceMakesOneAsset() throws IOException {
        StagedMedia staged = media.stage(stream(Samples.picture("png", 10, 10)), result("once"));
        transactions.asSystem("test", tx -> media.keep(tx, UUID.randomUUID(), 0, staged));

        assertThatThrownBy(() -> transactions.asSystem("test", tx -> media.keep(tx, UUID.randomUUID(), 0, staged)))
                .isInstanceOf(org.springframework.dao.DataIntegrityViolationException.class);
    }

    @Test
    void aRolledBackKeepLeavesNoAssetAndTheStagedBytesStay() throws IOException {
        StagedMedia staged = media.stage(stream(Samples.picture("png", 10, 10)), result("crash"));
        assertThatThrownBy(() -> transactions.asSystem("test", tx -> {
                    media.keep(tx, UUID.randomUUID(), 0, staged);
                    throw new IllegalStateException("crash before commit");
                }))
                .hasMessage("crash before commit");

        Asset asset = transactions.asSystem("test", tx -> media.keep(tx, UUID.randomUUID(), 0, staged));

        assertThat(read(asset, Variant.ORIGINAL)).isNotEmpty();
    }

    @Test
    void discardRemovesAllThreeFiles() throws IOException {
        StagedMedia staged = media.stage(stream(Samples.picture("png", 600, 601)), result("unwanted"));

        media.discard(staged);

        assertThat(server.database()
                        .asOwner()
                        .sql("select count(*) from atelier.blobs where id = :id")
                        .param("id", staged.original().id())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void deletingAnAssetRemovesItsObjects() throws IOException {
        Asset asset = media.upload(person, stream(Samples.picture("png", 700, 701)), "");

        media.deleteUpload(person, asset.id());

        assertThat(media.open(token(asset), Variant.ORIGINAL)).isEmpty();
        assertThat(objectsOf(asset)).isZero();
    }

    @Test
    void aRenewedTokenTakesTheOldUrlBack() throws IOException {
        Asset asset = media.upload(person, stream(Samples.picture("png", 11, 12)), "");

        String renewed = transactions.asSystem("test", tx -> media.renewToken(tx, asset.id()));

        assertThat(media.open(token(asset), Variant.ORIGINAL)).isEmpty();
        assertThat(media.open(renewed, Variant.ORIGINAL)).isPresent();
        assertThat(asset.toString()).doesNotContain(token(asset));
    }

    @Test
    void peopleSeeTheirOwnAssetsOnlyAndWriteNone() throws IOException {
        Asset asset = media.upload(person, stream(Samples.picture("png", 13, 12)), "");
        Actor other = server.database().person(UUID.randomUUID() + "@example.com");

        assertThat(transactions.asUser(person, tx -> media.find(tx, asset.id())).isPresent())
                .isTrue();
        assertThat(transactions.asUser(other, tx -> media.find(tx, asset.id())).isPresent())
                .isFalse();
        assertThatThrownBy(() -> media.deleteUpload(other, asset.id())).hasMessageContaining("media.not_found");
        for (String statement : List.of(
                "update public.assets set token = null",
                "delete from public.assets",
                "insert into public.assets (id) values (gen_random_uuid())")) {
            assertThatThrownBy(() ->
                            transactions.asUser(person, tx -> tx.sql(statement).update()))
                    .as(statement)
                    .hasStackTraceContaining("permission denied");
        }
    }

    private int objectsOf(Asset asset) {
        return server.database()
                .asOwner()
                .sql("select count(*) from storage.objects where name like :like")
                .param("like", "%" + asset.id() + "%")
                .query(Integer.class)
                .single();
    }

    private Asset generated(byte[] content, String prompt) throws IOException {
        StagedMedia staged = media.stage(stream(content), result(prompt));
        return transactions.asUser(person, tx -> media.keep(tx, UUID.randomUUID(), 0, staged));
    }

    private MediaHints result(String prompt) {
        return MediaHints.result(owner(), "", null, made(prompt));
    }

    private MediaOwner owner() {
        return MediaOwner.person(person.person());
    }

    private static Provenance made(String prompt) {
        return new Provenance(
                Provenance.SourceType.ALGORITHMIC_MEDIA,
                "demo/demo-image",
                prompt,
                7L,
                UUID.randomUUID().toString(),
                Instant.parse("2026-11-21T10:00:00Z"),
                Map.of("size", "64x48"));
    }

    private void assertRefused(byte[] content, MediaProblem expected) {
        assertThatThrownBy(() -> media.upload(person, stream(content), "image/png"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(expected));
    }

    private static InputStream stream(byte[] content) {
        return new ByteArrayInputStream(content);
    }

    private static List<Integer> channels(String color) {
        int rgb = Integer.parseInt(color.substring(1), 16);
        return List.of(rgb >> 16, rgb >> 8 & 255, rgb & 255);
    }

    private static String token(Asset asset) {
        return java.util.Objects.requireNonNull(asset.token());
    }

    private byte[] read(Asset asset, Variant variant) throws IOException {
        OpenMedia open = media.open(token(asset), variant).orElseThrow();
        try (InputStream content = open.open().apply(ByteSpan.ALL)) {
            return content.readAllBytes();
        }
    }

    /// Reads the size back, of WebP through the upload of it.
    private int[] size(byte[] picture) throws IOException {
        var decoded = ImageIO.read(stream(picture));
        if (decoded != null) {
            return new int[] {decoded.getWidth(), decoded.getHeight()};
        }
        MediaFacts facts = media.upload(person, stream(picture), "").facts();
        return new int[] {facts.width(), facts.height()};
    }
}

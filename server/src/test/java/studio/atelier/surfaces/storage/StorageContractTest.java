package studio.atelier.surfaces.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.surfaces.storage.StorageClient.body;
import static studio.atelier.surfaces.storage.StorageClient.good;
import static studio.atelier.surfaces.storage.StorageClient.refused;
import static studio.atelier.surfaces.storage.StorageClient.text;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// Buckets and objects of `/storage/v1`, and its table of errors. Source: wire reference 4, 8.5.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on",
    "ATELIER_LIMITS=off",
    "ATELIER_STORAGE_OBJECT_MAX=64KB"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StorageContractTest extends StoragePeople {

    StorageContractTest(RunningServer server) {
        super(server);
    }

    @Test
    void makesShowsChangesEmptiesAndRemovesBuckets() {
        assertThat(good(service.json("POST", "/bucket", """
                        {"id": "b1", "name": "b1", "public": false, "file_size_limit": "20kb", "allowed_mime_types": ["image/png"]}
                        """)).toString()).isEqualTo("{\"name\":\"b1\"}");

        JsonNode one = good(service.get("/bucket/b1"));
        assertThat(one.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "owner",
                        "public",
                        "created_at",
                        "updated_at",
                        "file_size_limit",
                        "allowed_mime_types");
        assertThat(one.path("file_size_limit").asInt()).isEqualTo(20_000);
        assertThat(good(service.get("/bucket?search=B1")).get(0).path("type").asString())
                .isEqualTo("STANDARD");
        assertThat(good(service.json("PUT", "/bucket/b1", "{\"file_size_limit\":null}"))
                        .path("message")
                        .asString())
                .isEqualTo("Successfully updated");
        assertThat(good(service.get("/bucket/b1")).path("allowed_mime_types").toString())
                .isEqualTo("[\"image/png\"]");
        service.upload("b1/a.png", "x", "Content-Type", "image/png");
        refused(
                service.send("DELETE", "/bucket/b1", null),
                400,
                "409",
                "ResourceNotEmpty",
                "The bucket you tried to delete is not empty");
        assertThat(text(service.json("POST", "/bucket/b1/empty", ""))).contains("has been queued");
        assertThat(text(service.json("DELETE", "/bucket/b1", "{}"))).contains("Successfully deleted");
        refused(service.get("/bucket/b1"), 400, "404", "NoSuchBucket", "Bucket not found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"name": "mine"}                                  | 409 | BucketAlreadyExists | The resource already exists
            {"name": " x"}                                    | 400 | InvalidBucketName   | Bucket name invalid
            {"name": "a/b"}                                   | 400 | InvalidBucketName   | Bucket name invalid
            {"name": "x", "file_size_limit": "20 apples"}     | 400 | InvalidRequest      | Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B
            {"name": "x", "file_size_limit": "1GB"}           | 413 | EntityTooLarge      | The object exceeded the maximum allowed size
            {"name": "x", "allowed_mime_types": ["nothing"]}  | 415 | InvalidMimeType     | mime type nothing is not supported
            {"name": "x", "type": "ANALYTICS"}                | 409 | FeatureNotEnabled   | The feature ANALYTICS is not enabled for this resource
            {"public": true}                                  | 400 | InvalidRequest      | body must have required property 'name'
            {"name": "x", "public": "perhaps"}                | 400 | InvalidRequest      | body/public must be boolean
            """)
    void refusesBuckets(String bucket, String status, String code, String message) {
        refused(service.json("POST", "/bucket", bucket), 400, status, code, message);
    }

    @Test
    void keepsBucketsForWhoeverPoliciesLet() {
        String denied = "new row violates row-level security policy";
        refused(ada.json("POST", "/bucket", "{\"name\":\"hers\"}"), 400, "403", "AccessDenied", denied);
        refused(ada.get("/bucket/mine"), 400, "404", "NoSuchBucket", "Bucket not found");
        refused(
                ada.json("POST", "/bucket/mine/empty", "{}"),
                403,
                "403",
                "AccessDenied",
                "Access denied: Invalid role");
        refused(nobody.get("/bucket"), 400, "403", "AccessDenied", "Invalid Compact JWS");
        refused(new StorageClient(server, "a.b.c").get("/bucket"), 400, "403", "AccessDenied", "Invalid Compact JWS");
    }

    @Test
    void movesCopiesAndRemoves() {
        String from = own("from.txt");
        String to = own("to.txt");
        String copy = own("copy.txt");
        good(ada.upload("mine/" + from, "moving"));

        assertThat(good(ada.json("POST", "/object/move", route("mine", from, to)))
                        .path("message")
                        .asString())
                .isEqualTo("Successfully moved");
        JsonNode copied = good(ada.json("POST", "/object/copy", route("mine", to, copy)));
        assertThat(copied.path("Key").asString()).isEqualTo("mine/" + copy);
        assertThat(copied.path("owner_id").asString()).isEqualTo(adaHerself.id().toString());
        refused(
                ada.json("POST", "/object/copy", route("mine", to, copy)),
                400,
                "409",
                "KeyAlreadyExists",
                "The resource already exists");
        refused(
                ada.json("POST", "/object/move", route("mine", to, copy)),
                400,
                "409",
                "KeyAlreadyExists",
                "The resource already exists");
        for (String what : new String[] {"move", "copy"}) {
            refused(
                    eve.json("POST", "/object/" + what, route("mine", to, own("x"))),
                    400,
                    "404",
                    "NoSuchKey",
                    "Object not found");
            refused(
                    ada.json("POST", "/object/" + what, "{\"bucketId\":\"mine\",\"sourceKey\":\"a\"}"),
                    400,
                    "400",
                    "InvalidRequest",
                    "body must have required property 'destinationKey'");
        }
        refused(eve.send("DELETE", "/object/mine/" + to, null), 400, "403", "AccessDenied", "Access denied");
        assertThat(good(eve.json("DELETE", "/object/mine", "{\"prefixes\":[\"" + to + "\"]}"))
                        .size())
                .isZero();
        JsonNode removed =
                good(ada.json("DELETE", "/object/mine", "{\"prefixes\":[\"" + to + "\",\"none\",\"" + copy + "\"]}"));
        assertThat(removed.size()).isEqualTo(2);
        assertThat(removed.get(0).has("metadata")).isTrue();
        refused(ada.send("DELETE", "/object/mine/" + to, null), 400, "404", "NoSuchKey", "Object not found");
        refused(
                ada.json("DELETE", "/object/mine", "{\"prefixes\":[]}"),
                400,
                "400",
                "InvalidRequest",
                "body/prefixes must NOT have fewer than 1 items");
    }

    private static String route(String bucket, String from, String to) {
        return "{\"bucketId\":\"" + bucket + "\",\"sourceKey\":\"" + from + "\",\"destinationKey\":\"" + to + "\"}";
    }

    @Test
    void listsByFolderAndInPages() {
        String folder = own("").substring(0, own("").length() - 1);
        for (String name : new String[] {"a.txt", "b/1", "b/2", "c.txt"}) {
            good(ada.upload("mine/" + folder + "/" + name, name));
        }

        JsonNode level = good(ada.json("POST", "/object/list/mine", "{\"prefix\":\"" + folder + "\"}"));
        assertThat(level.size()).isEqualTo(3);
        assertThat(level.get(1).toString())
                .isEqualTo("{\"name\":\"b\",\"id\":null,\"updated_at\":null,\"created_at\":null,"
                        + "\"last_accessed_at\":null,\"metadata\":null}");
        assertThat(good(eve.json("POST", "/object/list/mine", "{\"prefix\":\"" + folder + "\"}"))
                        .size())
                .isZero();
        JsonNode page = good(ada.json(
                "POST",
                "/object/list-v2/mine",
                "{\"prefix\":\"" + folder + "/\",\"limit\":2,\"with_delimiter\":true}"));
        assertThat(page.path("hasNext").asBoolean()).isTrue();
        assertThat(page.at("/folders/0/name").asString()).isEqualTo(folder + "/b/");
        assertThat(page.at("/folders/0/key").asString()).isEqualTo("b");
        JsonNode last = good(ada.json(
                "POST",
                "/object/list-v2/mine",
                "{\"prefix\":\"" + folder + "/\",\"limit\":2,\"with_delimiter\":true,\"cursor\":\""
                        + page.path("nextCursor").asString() + "\"}"));
        assertThat(last.path("hasNext").asBoolean()).isFalse();
        assertThat(last.at("/objects/0/name").asString()).isEqualTo(folder + "/c.txt");
        refused(
                ada.json("POST", "/object/list-v2/mine", "{\"cursor\":\"rubbish\"}"),
                400,
                "400",
                "InvalidParameter",
                "Invalid Parameter continuation token");
        refused(
                ada.json("POST", "/object/list/mine", "{\"prefix\":\"\",\"sortBy\":{\"column\":\"owner\"}}"),
                400,
                "400",
                "InvalidRequest",
                "body/sortBy/column must be equal to one of the allowed values");
    }

    private static byte[] picture() throws IOException {
        var picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }

    @Test
    void takesTheAssetAlongWithItsFile() throws IOException {
        JsonNode asset =
                body(ada.outside("/api/uploads", picture(), "image/png")).path("data");
        String name = adaHerself.id() + "/images/" + asset.path("id").asString() + ".png";
        JsonNode level =
                good(ada.json("POST", "/object/list/user-uploads", "{\"prefix\":\"" + adaHerself.id() + "/images\"}"));
        assertThat(level.toString()).contains(asset.path("id").asString());
        assertThat(ada.get("/object/user-uploads/" + name).statusCode()).isEqualTo(200);
        assertThat(eve.get("/object/user-uploads/" + name).statusCode()).isEqualTo(400);
        String referenced = "The resource could not be updated or removed due to a foreign key constraint";

        refused(
                ada.upload("user-uploads/" + name, "x", "Content-Type", "image/png", "x-upsert", "true"),
                400,
                "409",
                "ResourceReferenced",
                referenced);
        refused(
                ada.json("POST", "/object/move", route("user-uploads", name, adaHerself.id() + "/x.png")),
                400,
                "409",
                "ResourceReferenced",
                referenced);
        good(ada.send("DELETE", "/object/user-uploads/" + name, null));

        assertThat(text(ada.json("POST", "/object/list-v2/user-uploads", "{\"prefix\":\"" + adaHerself.id() + "/\"}")))
                .doesNotContain(asset.path("id").asString());
        assertThat(adaHerself.data("GET", "/api/uploads", null).toString())
                .doesNotContain(asset.path("id").asString());
    }

    @Test
    void tellsHowMuchIsKept() {
        String name = own("counted.txt");
        long before =
                adaHerself.data("GET", "/api/storage/usage", null).path("bytes").asLong();
        good(ada.upload("mine/" + name, "12345"));

        JsonNode usage = adaHerself.data("GET", "/api/storage/usage", null);

        assertThat(usage.path("bytes").asLong()).isEqualTo(before + 5);
        assertThat(usage.path("quota_bytes").isNull()).isTrue();
        assertThat(adaHerself.get("/api/admin/storage").statusCode()).isEqualTo(403);
        Someone owner = Someone.signsIn(server, "owner@example.org");
        JsonNode all = owner.data("GET", "/api/admin/storage", null);
        assertThat(all.path("buckets").toString()).contains("\"mine\"");
        assertThat(all.path("owners").toString()).contains(adaHerself.id().toString());
        assertThat(all.at("/kept/bytes").asLong()).isPositive();
        assertThat(owner.data("POST", "/api/admin/storage/collect?dry_run=true", "{}")
                        .path("blobs")
                        .asInt())
                .isZero();
    }

    @Test
    void bringsBackWhatWasRemovedForItsOwnerOnly() {
        String name = own("a.txt");
        service.upload("mine/" + name, "first", "Content-Type", "text/plain");
        own("mine", name);
        good(ada.json("DELETE", "/object/mine", "{\"prefixes\":[\"" + name + "\"]}"));
        refused(ada.get("/object/authenticated/mine/" + name), 400, "404", "NoSuchKey", "Object not found");
        JsonNode trash = adaHerself.data("GET", "/api/storage/trash?limit=1", null);
        String id = trash.at("/objects/0/id").asString();
        assertThat(trash.at("/objects/0/name").asString()).isEqualTo(name);
        assertThat(trash.at("/objects/0/expires_at").asString()).isNotEmpty();

        Someone eveHerself = Someone.signsIn(server, "eve@example.org");
        assertThat(eveHerself.data("GET", "/api/storage/trash", null).path("objects"))
                .isEmpty();
        assertThat(eveHerself
                        .send("POST", "/api/storage/trash/" + id + "/restore", "{}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(eveHerself.send("DELETE", "/api/storage/trash/" + id, null).statusCode())
                .isEqualTo(404);
        assertThat(eveHerself.get("/api/admin/storage/trash").statusCode()).isEqualTo(403);
        assertThat(eveHerself
                        .send("POST", "/api/admin/storage/trash/" + id + "/restore", "{}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(eveHerself
                        .send("DELETE", "/api/admin/storage/trash/" + id, null)
                        .statusCode())
                .isEqualTo(403);
        for (String wrong : java.util.List.of("?limit=many", "?before=nothing")) {
            assertThat(adaHerself.get("/api/storage/trash" + wrong).statusCode())
                    .as(wrong)
                    .isBetween(400, 422);
        }
        assertThat(adaHerself
                        .send("POST", "/api/storage/trash/nothing/restore", "{}")
                        .statusCode())
                .isBetween(400, 422);

        service.upload("mine/" + name, "second", "Content-Type", "text/plain");
        assertThat(adaHerself
                        .send("POST", "/api/storage/trash/" + id + "/restore", "{}")
                        .statusCode())
                .as("the name is taken")
                .isEqualTo(409);
        Someone owner = Someone.signsIn(server, "owner@example.org");
        service.json("DELETE", "/object/mine", "{\"prefixes\":[\"" + name + "\"]}");
        assertThat(owner.data("POST", "/api/admin/storage/trash/" + id + "/restore", "{}")
                        .path("name")
                        .asString())
                .isEqualTo(name);
        assertThat(text(ada.get("/object/authenticated/mine/" + name))).isEqualTo("first");
        assertThat(adaHerself
                        .data("GET", "/api/storage/usage", null)
                        .at("/trash/objects")
                        .asInt())
                .isGreaterThanOrEqualTo(0);
        good(ada.json("DELETE", "/object/mine", "{\"prefixes\":[\"" + name + "\"]}"));
        assertThat(adaHerself.send("DELETE", "/api/storage/trash/" + id, null).statusCode())
                .isEqualTo(204);
        assertThat(adaHerself
                        .data("DELETE", "/api/storage/trash", null)
                        .path("objects")
                        .asInt())
                .isGreaterThanOrEqualTo(0);
        assertThat(adaHerself.data("GET", "/api/storage/trash", null).path("objects"))
                .isEmpty();
    }

    @Test
    void answersForWhatIsNotBuilt() {
        assertThat(good(service.send("DELETE", "/cdn/open/a?transformations=true", null))
                        .path("message")
                        .asString())
                .isEqualTo("success");
        refused(anon.send("DELETE", "/cdn/open", null), 403, "403", "AccessDenied", "Access denied: Invalid role");
        for (String path : new String[] {"/vector/ListVectorBuckets", "/iceberg/bucket"}) {
            assertThat(body(service.json("POST", path, "{}")).path("code").asString())
                    .isEqualTo("FeatureNotEnabled");
        }
        refused(service.get("/nowhere"), 404, "404", "InvalidRequest", "Route GET:/nowhere not found");
        refused(
                service.json("PATCH", "/bucket/mine", "{}"),
                404,
                "404",
                "InvalidRequest",
                "Route PATCH:/bucket/mine not found");
    }
}

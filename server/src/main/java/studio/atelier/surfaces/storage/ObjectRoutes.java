package studio.atelier.surfaces.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.storage.ObjectEntry;
import studio.atelier.backend.storage.ObjectName;
import studio.atelier.backend.storage.SignedUrls;
import studio.atelier.backend.storage.StorageCaller;
import studio.atelier.backend.storage.StorageFault;
import studio.atelier.backend.storage.StorageObjects;
import studio.atelier.backend.storage.StorageObjects.Listed;
import studio.atelier.backend.storage.StorageObjects.Order;

/// What is done with objects but for their bytes: listed, moved, copied, removed, signed. Source: wire
/// reference 4.3, 4.4.
final class ObjectRoutes {

    private static final int LIMIT_USUAL = 100;
    private static final int PAGE_MAX = 1000;

    /// A listing by levels gives at most this many lines.
    private static final int LEVEL_MAX = 1500;

    /// Seconds of the longest life an address may have; beyond it the date has no form.
    private static final int LIFE_MAX = Integer.MAX_VALUE;

    private final StorageObjects objects;
    private final SignedUrls signed;

    ObjectRoutes(StorageObjects objects, SignedUrls signed) {
        this.objects = objects;
        this.signed = signed;
    }

    void list(Ask ask, String bucket) throws IOException {
        StorageCaller caller = ask.caller("storage.object.list");
        Fields body = ask.body();
        String prefix = body.text("prefix");
        Fields sort = body.object("sortBy");
        String search = body.text("search", "");
        var level = new StorageObjects.Level(
                prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/",
                search == null ? "" : search,
                Math.min(body.whole("limit", 1, LIMIT_USUAL), LEVEL_MAX),
                body.whole("offset", 0, 0),
                sort == null ? Order.NAME : sort.choice("column", List.of(Order.values()), Order.NAME),
                sort != null && descending(sort));
        ask.answer(objects.list(caller, bucket, level).stream()
                .map(line -> Rows.listed(line, null))
                .toList());
    }

    private static boolean descending(Fields sort) {
        String order = sort.text("order", "asc");
        if (order == null || order.isEmpty() || order.equals("asc")) {
            return false;
        }
        if (order.equals("desc")) {
            return true;
        }
        throw Fields.invalid(sort.place() + "/order must be equal to one of the allowed values");
    }

    /// Where a page goes on; what the order was travels along.
    private record Cursor(String after, Order order, boolean descending, String moment) {

        private static final int PARTS = 4;

        String text() {
            String all = String.join("\n", order.name(), descending ? "desc" : "asc", moment, after);
            return Base64.getEncoder().encodeToString(all.getBytes(UTF_8));
        }

        static Cursor parse(String text) {
            try {
                String[] parts = new String(Base64.getDecoder().decode(text), UTF_8).split("\n", PARTS);
                if (parts.length == PARTS) {
                    var _ = parts[2].isEmpty() ? Instant.EPOCH : Instant.parse(parts[2]);
                    return new Cursor(parts[3], Order.valueOf(parts[0]), parts[1].equals("desc"), parts[2]);
                }
            } catch (IllegalArgumentException | DateTimeException _) {
                // the one message below says what is wrong
            }
            throw StorageFault.INVALID_PARAMETER.problem("Invalid Parameter continuation token");
        }
    }

    void listV2(Ask ask, String bucket) throws IOException {
        StorageCaller caller = ask.caller("storage.object.list_v2");
        Fields body = ask.body();
        Fields sort = body.object("sortBy");
        String given = body.text("cursor", "");
        Order order = sort == null
                ? Order.NAME
                : sort.choice("column", List.of(Order.NAME, Order.UPDATED_AT, Order.CREATED_AT), Order.NAME);
        Cursor cursor = given == null || given.isEmpty()
                ? new Cursor("", order, sort != null && descending(sort), "")
                : Cursor.parse(given);
        String prefix = body.text("prefix", "");
        var pages = new StorageObjects.Pages(
                prefix == null ? "" : prefix,
                Math.min(body.whole("limit", 1, PAGE_MAX), PAGE_MAX),
                body.flag("with_delimiter", false),
                cursor.order(),
                cursor.descending(),
                cursor.after(),
                cursor.moment());
        ask.answer(page(pages, objects.list(caller, bucket, pages)));
    }

    private static Map<String, @Nullable Object> page(StorageObjects.Pages pages, List<Listed> lines) {
        boolean more = lines.size() > pages.limit();
        List<Listed> shown = more ? lines.subList(0, pages.limit()) : lines;
        List<Object> folders = new ArrayList<>();
        List<Object> found = new ArrayList<>();
        for (Listed line : shown) {
            String key = pages.byFolder() ? lastPart(line.name(), pages.prefix()) : null;
            (line.id() == null ? folders : found).add(Rows.listed(line, key));
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("hasNext", more);
        if (more) {
            Listed last = shown.getLast();
            var moment = pages.order() == Order.UPDATED_AT ? last.updatedAt() : last.createdAt();
            String time = pages.order() == Order.NAME || moment == null ? "" : moment.toString();
            answer.put("nextCursor", new Cursor(last.name(), pages.order(), pages.descending(), time).text());
            answer.put("nextCursorKey", last.name());
        }
        answer.put("folders", folders);
        answer.put("objects", found);
        return answer;
    }

    /// The part of the name at the level of the prefix, without slashes.
    private static String lastPart(String name, String prefix) {
        String part = name.substring(prefix.lastIndexOf('/') + 1);
        int slash = part.indexOf('/');
        return slash < 0 ? part : part.substring(0, slash);
    }

    void move(Ask ask) throws IOException {
        StorageCaller caller = ask.caller("storage.object.move");
        ObjectEntry moved = objects.move(caller, route(ask.body()));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("message", "Successfully moved");
        answer.put("Id", moved.id());
        answer.put("Key", moved.name());
        ask.answer(answer);
    }

    void copy(Ask ask) throws IOException {
        StorageCaller caller = ask.caller("storage.object.copy");
        Fields body = ask.body();
        StorageObjects.Route route = route(body);
        Fields metadata = body.object("metadata");
        ObjectEntry copied = objects.copy(
                caller,
                route,
                new StorageObjects.Retold(
                        body.flag("copyMetadata", true),
                        metadata == null ? null : metadata.text("mimetype", null),
                        metadata == null ? null : metadata.text("cacheControl", null),
                        UploadHead.userMetadata(ask.header("x-metadata")),
                        "true".equals(ask.header("x-upsert"))));
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("Id", copied.id());
        answer.put("Key", route.toBucket() + "/" + route.toName());
        answer.putAll(Rows.object(copied));
        ask.answer(answer);
    }

    private static StorageObjects.Route route(Fields body) {
        String bucket = body.text("bucketId");
        String from = body.text("sourceKey");
        String to = body.text("destinationKey");
        String toBucket = body.text("destinationBucket", bucket);
        return new StorageObjects.Route(bucket, from, toBucket == null || toBucket.isEmpty() ? bucket : toBucket, to);
    }

    void remove(Ask ask, String bucket) throws IOException {
        StorageCaller caller = ask.caller("storage.object.delete_many");
        List<String> names = ask.body().texts("prefixes", StorageObjects.NAMES_MAX);
        ask.answer(
                objects.remove(caller, bucket, names).stream().map(Rows::object).toList());
    }

    void removeOne(Ask ask, String bucket, String name) throws IOException {
        objects.removeOne(ask.caller("storage.object.delete"), bucket, name);
        ask.message("Successfully deleted");
    }

    void sign(Ask ask, String bucket, String name) throws IOException {
        StorageCaller caller = ask.caller("storage.object.sign");
        Fields body = ask.body();
        Duration life = life(body);
        Fields wanted = body.object("transform");
        Wish wish = wanted == null ? null : Wish.of(wanted);
        String transform = wish == null ? "" : wish.signed();
        String format = wish == null ? "" : wish.format();
        ObjectName.check(name);
        if (objects.visible(caller, bucket, List.of(name)).isEmpty()) {
            throw StorageFault.NO_SUCH_KEY.problem();
        }
        String token = signed.forReading(bucket, name, life, transform, format);
        ask.answer(Map.of(
                "signedURL", (transform.isEmpty() ? "/object" : "/render/image") + address(bucket, name, token)));
    }

    private static String address(String bucket, String name, String token) {
        return "/sign/" + bucket + "/" + name + "?token=" + token;
    }

    void signMany(Ask ask, String bucket) throws IOException {
        StorageCaller caller = ask.caller("storage.object.sign_many");
        Fields body = ask.body();
        Duration life = life(body);
        List<String> names = body.texts("paths", StorageObjects.NAMES_MAX);
        Set<String> visible = new HashSet<>(objects.visible(caller, bucket, names));
        List<Map<String, @Nullable Object>> answer = new ArrayList<>(names.size());
        for (String name : names) {
            boolean may = visible.contains(name);
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("error", may ? null : "Either the object does not exist or you do not have access to it");
            line.put("path", name);
            line.put(
                    "signedURL",
                    may ? "/object" + address(bucket, name, signed.forReading(bucket, name, life, "", "")) : null);
            answer.add(line);
        }
        ask.answer(answer);
    }

    private static Duration life(Fields body) {
        return Duration.ofSeconds(Math.min(body.whole("expiresIn", 1), LIFE_MAX));
    }
}

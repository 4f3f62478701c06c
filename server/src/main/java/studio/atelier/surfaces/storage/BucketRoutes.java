package studio.atelier.surfaces.storage;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.storage.Buckets;
import studio.atelier.backend.storage.StorageFault;
import tools.jackson.databind.JsonNode;

/// `/storage/v1/bucket`. Source: wire reference 4.2.
final class BucketRoutes {

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,15})?)(gb|mb|kb|b)");
    private static final Map<String, Double> UNITS = Map.of("gb", 1e9, "mb", 1e6, "kb", 1e3, "b", 1.0);

    private final Buckets buckets;

    BucketRoutes(Buckets buckets) {
        this.buckets = buckets;
    }

    /// @param path what follows `bucket`, decoded; empty for all buckets
    /// @return false where there is no such route
    boolean answered(Ask ask, List<String> path) throws IOException {
        if (path.isEmpty()) {
            ask.route("/bucket");
            return all(ask);
        }
        String id = path.getFirst();
        if (path.size() == 2 && path.get(1).equals("empty") && ask.method().equals("POST")) {
            ask.route("/bucket/{id}/empty");
            buckets.empty(ask.service("storage.bucket.empty"), id);
            ask.message("Empty bucket has been queued. Completion may take up to an hour.");
            return true;
        }
        ask.route("/bucket/{id}");
        return path.size() == 1 && one(ask, id);
    }

    private boolean all(Ask ask) throws IOException {
        switch (ask.method()) {
            case "GET" -> list(ask);
            case "POST" -> create(ask);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean one(Ask ask, String id) throws IOException {
        switch (ask.method()) {
            case "GET", "HEAD" -> ask.answer(Rows.bucket(buckets.get(ask.caller("storage.bucket.get"), id), false));
            case "PUT" -> update(ask, id);
            case "DELETE" -> {
                buckets.delete(ask.caller("storage.bucket.delete"), id);
                ask.message("Successfully deleted");
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void list(Ask ask) throws IOException {
        var page = new Buckets.Page(
                number(ask, "limit", 1, Integer.MAX_VALUE),
                number(ask, "offset", 0, 0),
                ask.query("search") == null ? "" : ask.query("search"),
                column(ask.query("sortColumn")),
                "desc".equals(order(ask.query("sortOrder"))));
        ask.answer(buckets.list(ask.caller("storage.bucket.list"), page).stream()
                .map(bucket -> Rows.bucket(bucket, true))
                .toList());
    }

    private static int number(Ask ask, String name, int min, int otherwise) {
        String text = ask.query(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number < min) {
                throw Fields.invalid("querystring/" + name + " must be >= " + min);
            }
            return number;
        } catch (NumberFormatException _) {
            throw Fields.invalid("querystring/" + name + " must be integer");
        }
    }

    private static Buckets.Column column(@Nullable String name) {
        if (name == null) {
            return Buckets.Column.NAME;
        }
        for (Buckets.Column column : Buckets.Column.values()) {
            if (column.name().toLowerCase(Locale.ROOT).equals(name)) {
                return column;
            }
        }
        throw Fields.invalid("querystring/sortColumn must be equal to one of the allowed values");
    }

    private static String order(@Nullable String name) {
        if (name == null || name.equals("asc") || name.equals("desc")) {
            return name == null ? "asc" : name;
        }
        throw Fields.invalid("querystring/sortOrder must be equal to one of the allowed values");
    }

    private void create(Ask ask) throws IOException {
        var caller = ask.caller("storage.bucket.create");
        Fields body = ask.body();
        String name = body.text("name");
        String id = body.text("id", name);
        String type = body.text("type", "STANDARD");
        if (!"STANDARD".equals(type)) {
            throw StorageFault.FEATURE_NOT_ENABLED.problem("The feature " + type + " is not enabled for this resource");
        }
        buckets.create(
                caller,
                new Buckets.NewBucket(
                        id == null || id.isEmpty() ? name : id,
                        name,
                        body.flag("public", false),
                        sizeLimit(body),
                        mimeTypes(body)));
        ask.answer(Map.of("name", name));
    }

    private void update(Ask ask, String id) throws IOException {
        var caller = ask.caller("storage.bucket.update");
        Fields body = ask.body();
        boolean sets = body.has("public") || body.has("file_size_limit") || body.has("allowed_mime_types");
        if (!sets) {
            throw Fields.invalid("body must have required property 'public'");
        }
        buckets.update(
                caller,
                id,
                new Buckets.Change(
                        body.given("public") ? Boolean.valueOf(body.flag("public", false)) : null,
                        body.has("file_size_limit"),
                        sizeLimit(body),
                        body.has("allowed_mime_types"),
                        mimeTypes(body)));
        ask.message("Successfully updated");
    }

    /// Bytes, or a text with a decimal unit.
    private static @Nullable Long sizeLimit(Fields body) {
        JsonNode value = body.json().path("file_size_limit");
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0) {
            return value.asLong();
        }
        Matcher size = SIZE.matcher(value.isString() ? value.asString().toLowerCase(Locale.ROOT) : "");
        if (!size.matches()) {
            throw StorageFault.INVALID_REQUEST.problem("Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B");
        }
        return Math.round(Double.parseDouble(size.group(1)) * UNITS.getOrDefault(size.group(2), 1.0));
    }

    private static @Nullable List<String> mimeTypes(Fields body) {
        List<String> types = body.texts("allowed_mime_types");
        return types == null
                ? null
                : types.stream().filter(type -> !type.isEmpty()).toList();
    }
}

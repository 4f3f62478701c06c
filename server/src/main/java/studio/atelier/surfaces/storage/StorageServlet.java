package studio.atelier.surfaces.storage;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import studio.atelier.backend.storage.StorageFault;
import studio.atelier.platform.http.HttpProblem;
import studio.atelier.platform.problem.Problem;
import tools.jackson.databind.json.JsonMapper;

/// `/storage/v1`: which route a request is, straight beneath the chain: a controller's machinery would read a
/// form before anybody was asked. Thread-safe.
final class StorageServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /// Beneath the prefix. Uploads in parts and S3 are rooms of their own beside these.
    static final List<String> PARTS = List.of("bucket", "object", "render", "cdn", "vector", "iceberg");

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final transient BucketRoutes buckets;
    private final transient ObjectRoutes objects;
    private final transient UploadRoutes uploads;
    private final transient DownloadRoutes downloads;
    private final transient RenderRoutes pictures;
    private final transient JsonMapper json;

    /// The routes of each kind.
    record Routes(
            BucketRoutes buckets,
            ObjectRoutes objects,
            UploadRoutes uploads,
            DownloadRoutes downloads,
            RenderRoutes pictures) {}

    StorageServlet(Routes routes, JsonMapper json) {
        this.buckets = routes.buckets();
        this.objects = routes.objects();
        this.uploads = routes.uploads();
        this.downloads = routes.downloads();
        this.pictures = routes.pictures();
        this.json = json;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Ask ask = new Ask(request, response, json);
        List<String> path = Arrays.stream(ask.path().split("/", -1)).toList();
        if (!answered(ask, path)) {
            throw HttpProblem.NOT_FOUND.problem();
        }
    }

    /// @param path undecoded
    private boolean answered(Ask ask, List<String> path) throws IOException {
        List<String> rest = path.subList(1, path.size());
        return switch (path.getFirst()) {
            case "bucket" ->
                buckets.answered(ask, decoded(rest.isEmpty() || rest.getLast().isEmpty() ? List.of() : rest));
            case "object" -> object(ask, rest);
            case "render" -> render(ask, rest);
            case "cdn" -> cdn(ask);
            case "vector" -> absent(ask, "/vector", "vectorBuckets");
            case "iceberg" -> absent(ask, "/iceberg", "icebergCatalog");
            default -> false;
        };
    }

    private static List<String> decoded(List<String> parts) {
        return parts.stream().map(Ask::decoded).toList();
    }

    /// A bucket and the path of an object in it.
    private record Place(String bucket, String name) {}

    /// @param parts of the path, the first ones of the route taken away
    private static Place place(List<String> parts) {
        String name = Ask.decoded(String.join("/", parts.subList(1, parts.size())));
        boolean hidden = Stream.of(name.split("/", -1)).anyMatch(part -> part.equals(".") || part.equals(".."));
        if (hidden) {
            throw StorageFault.INVALID_KEY.problem("Invalid key: " + name);
        }
        return new Place(Ask.decoded(parts.getFirst()), name);
    }

    private boolean object(Ask ask, List<String> parts) throws IOException {
        if (parts.isEmpty()) {
            return false;
        }
        return switch (ask.method()) {
            case "GET", "HEAD" -> read(ask, parts);
            case "POST" -> post(ask, parts);
            case "PUT" -> put(ask, parts);
            case "DELETE" -> delete(ask, parts);
            default -> false;
        };
    }

    private boolean read(Ask ask, List<String> parts) throws IOException {
        String first = parts.getFirst();
        if (first.equals("info") && parts.size() > 2) {
            boolean named = parts.size() > 3
                    && (parts.get(1).equals("public") || parts.get(1).equals("authenticated"));
            ask.route("/object/info/{bucket}/{path}");
            Place place = place(parts.subList(named ? 2 : 1, parts.size()));
            downloads.info(ask, named ? parts.get(1) : null, place.bucket(), place.name());
            return true;
        }
        boolean means =
                parts.size() > 2 && Set.of("public", "authenticated", "sign").contains(first);
        if (parts.size() < 2) {
            return false;
        }
        Place place = place(means ? parts.subList(1, parts.size()) : parts);
        ask.route(means ? "/object/" + first + "/{bucket}/{path}" : "/object/{bucket}/{path}");
        switch (means ? first : "") {
            case "public" -> downloads.readPublic(ask, place.bucket(), place.name());
            case "authenticated" -> downloads.readWithToken(ask, place.bucket(), place.name());
            case "sign" -> downloads.readSigned(ask, place.bucket(), place.name());
            default -> downloads.read(ask, place.bucket(), place.name());
        }
        return true;
    }

    private boolean post(Ask ask, List<String> parts) throws IOException {
        String first = parts.getFirst();
        if (parts.size() == 1) {
            ask.route("/object/" + (first.equals("move") || first.equals("copy") ? first : "{bucket}"));
            switch (first) {
                case "move" -> objects.move(ask);
                case "copy" -> objects.copy(ask);
                default -> {
                    return false;
                }
            }
            return true;
        }
        if (parts.size() == 2 && Set.of("list", "list-v2", "sign").contains(first)) {
            ask.route("/object/" + first + "/{bucket}");
            String bucket = Ask.decoded(parts.get(1));
            switch (first) {
                case "list" -> objects.list(ask, bucket);
                case "list-v2" -> objects.listV2(ask, bucket);
                default -> objects.signMany(ask, bucket);
            }
            return true;
        }
        return postPath(ask, first, parts);
    }

    private boolean postPath(Ask ask, String first, List<String> parts) throws IOException {
        if (first.equals("sign")) {
            ask.route("/object/sign/{bucket}/{path}");
            Place place = place(parts.subList(1, parts.size()));
            objects.sign(ask, place.bucket(), place.name());
        } else if (toSign(parts)) {
            ask.route("/object/upload/sign/{bucket}/{path}");
            Place place = place(parts.subList(2, parts.size()));
            uploads.sign(ask, place.bucket(), place.name());
        } else {
            ask.route("/object/{bucket}/{path}");
            Place place = place(parts);
            uploads.create(ask, place.bucket(), place.name());
        }
        return true;
    }

    private static boolean toSign(List<String> parts) {
        return parts.size() > 3 && parts.get(0).equals("upload") && parts.get(1).equals("sign");
    }

    private boolean put(Ask ask, List<String> parts) throws IOException {
        if (parts.size() < 2) {
            return false;
        }
        boolean signed = toSign(parts);
        ask.route(signed ? "/object/upload/sign/{bucket}/{path}" : "/object/{bucket}/{path}");
        Place place = place(signed ? parts.subList(2, parts.size()) : parts);
        if (signed) {
            uploads.bySignature(ask, place.bucket(), place.name());
        } else {
            uploads.replace(ask, place.bucket(), place.name());
        }
        return true;
    }

    private boolean delete(Ask ask, List<String> parts) throws IOException {
        if (parts.size() == 1) {
            ask.route("/object/{bucket}");
            objects.remove(ask, Ask.decoded(parts.getFirst()));
        } else {
            ask.route("/object/{bucket}/{path}");
            Place place = place(parts);
            objects.removeOne(ask, place.bucket(), place.name());
        }
        return true;
    }

    private boolean render(Ask ask, List<String> parts) throws IOException {
        if (parts.size() < 4 || !parts.getFirst().equals("image") || !READING.contains(ask.method())) {
            return false;
        }
        String means = parts.get(1);
        Place place = place(parts.subList(2, parts.size()));
        ask.route("/render/image/" + means + "/{bucket}/{path}");
        switch (means) {
            case "public" -> pictures.open(ask, place.bucket(), place.name());
            case "authenticated" -> pictures.withToken(ask, place.bucket(), place.name());
            case "sign" -> pictures.signed(ask, place.bucket(), place.name());
            default -> {
                return false;
            }
        }
        return true;
    }

    /// There is no cache before us that could be emptied, and nothing stale in ours.
    private static boolean cdn(Ask ask) throws IOException {
        ask.route("/cdn");
        if (!ask.method().equals("DELETE")) {
            return false;
        }
        ask.service("storage.cdn.purge_object_cache");
        ask.message("success");
        return true;
    }

    private static boolean absent(Ask ask, String route, String feature) {
        ask.route(route);
        ask.service("storage" + route.replace('/', '.'));
        throw Problem.of(
                        StorageFault.FEATURE_NOT_ENABLED,
                        "The feature " + feature + " is not enabled for this resource")
                .with(StorageDialect.REAL_STATUS, true)
                .exception();
    }
}

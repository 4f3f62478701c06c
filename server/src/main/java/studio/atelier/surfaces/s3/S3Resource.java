package studio.atelier.surfaces.s3;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.identity.Identity;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Authenticator;
import studio.atelier.platform.http.Credentials;
import studio.atelier.platform.settings.Secret;

/// `/storage/v1/s3`, the bucket in the path: verifies the signature, then says which operation a request is.
@RestController
class S3Resource {

    static final String PREFIX = "/storage/v1/s3";

    private final Authenticator authenticator;
    private final Identity identity;
    private final S3Keys keys;
    private final Clock clock;
    private final Routes routes;

    /// The operations.
    record Routes(BucketRoutes buckets, ObjectRoutes objects, MultipartRoutes multipart) {}

    S3Resource(Authenticator authenticator, Identity identity, S3Keys keys, Clock s3Clock, Routes routes) {
        this.authenticator = authenticator;
        this.identity = identity;
        this.keys = keys;
        this.clock = s3Clock;
        this.routes = routes;
    }

    @RequestMapping({PREFIX, PREFIX + "/", PREFIX + "/**"})
    void any(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Query query = Query.parse(request.getQueryString());
        SignedRequest signed = SignedRequest.read(request, query, clock);
        String path = request.getRequestURI().substring(PREFIX.length());
        String[] parts =
                Query.decoded(path.startsWith("/") ? path.substring(1) : path).split("/", 2);
        String name = parts.length == 2 ? parts[1] : "";
        var ask = new Ask(request, response, query, parts[0], name, verified(request, query, signed));
        if (ask.bucket().isEmpty()) {
            root(ask);
        } else if (ask.name().isEmpty()) {
            bucket(ask);
        } else {
            object(ask);
        }
    }

    /// A key that an administrator issued is the service. With a session token the anon key signs, whatever
    /// the key id says, and the token's person acts.
    private Ask.Verified verified(HttpServletRequest request, Query query, SignedRequest signed) {
        String header = request.getHeader("x-amz-security-token");
        String token = header == null ? query.first("X-Amz-Security-Token") : header;
        Secret secret = token == null
                ? keys.secret(signed.keyId()).orElseThrow(S3Problem.INVALID_ACCESS_KEY_ID::problem)
                : new Secret(identity.projectKeys().anon());
        SigningKey key = signed.verify(request, query, secret);
        if (!signed.signs(request)) {
            throw S3Problem.ACCESS_DENIED.problem("There were headers present in the request which were not signed");
        }
        return new Ask.Verified(token == null ? Actor.SERVICE : person(token), signed, key);
    }

    private Actor person(String token) {
        String anon = identity.projectKeys().anon();
        return switch (authenticator.authenticate(new Credentials(token, anon, null))) {
            case Authenticator.Outcome.Accepted accepted -> accepted.actor();
            case Authenticator.Outcome.Anonymous _, Authenticator.Outcome.Refused _ ->
                throw S3Problem.INVALID_TOKEN.problem();
        };
    }

    private void root(Ask ask) throws IOException {
        if (!ask.request().getMethod().equals("GET")) {
            throw S3Problem.METHOD_NOT_ALLOWED.problem();
        }
        routes.buckets().all(ask);
    }

    private void bucket(Ask ask) throws IOException {
        BucketRoutes buckets = routes.buckets();
        Query query = ask.query();
        switch (ask.request().getMethod()) {
            case "PUT" -> {
                notBuilt(query, "acl", "cors", "lifecycle", "policy", "tagging", "versioning", "website", "encryption");
                buckets.create(ask);
            }
            case "HEAD" -> buckets.head(ask);
            case "DELETE" -> {
                notBuilt(query, "cors", "lifecycle", "policy", "tagging", "website", "encryption");
                buckets.delete(ask);
            }
            case "GET" -> {
                notBuilt(query, "acl", "cors", "lifecycle", "policy", "tagging", "website", "encryption", "versions");
                if (query.has("location")) {
                    buckets.location(ask);
                } else if (query.has("versioning")) {
                    buckets.versioning(ask);
                } else if (query.has("uploads")) {
                    routes.multipart().listUploads(ask);
                } else {
                    buckets.list(ask);
                }
            }
            case "POST" -> {
                if (!query.has("delete")) {
                    throw S3Problem.NOT_IMPLEMENTED.problem();
                }
                buckets.deleteObjects(ask);
            }
            default -> throw S3Problem.METHOD_NOT_ALLOWED.problem();
        }
    }

    private void object(Ask ask) throws IOException {
        ObjectRoutes objects = routes.objects();
        MultipartRoutes multipart = routes.multipart();
        Query query = ask.query();
        notBuilt(query, "acl", "tagging", "retention", "legal-hold", "torrent", "attributes", "restore", "select");
        boolean part = query.has("uploadId");
        switch (ask.request().getMethod()) {
            case "PUT" -> put(ask, part);
            case "GET" -> {
                if (part) {
                    multipart.listParts(ask);
                } else {
                    objects.get(ask);
                }
            }
            case "HEAD" -> objects.get(ask);
            case "DELETE" -> {
                if (part) {
                    multipart.abort(ask);
                } else {
                    objects.delete(ask);
                }
            }
            case "POST" -> {
                if (part) {
                    multipart.complete(ask);
                } else if (query.has("uploads")) {
                    multipart.create(ask);
                } else {
                    throw S3Problem.NOT_IMPLEMENTED.problem();
                }
            }
            default -> throw S3Problem.METHOD_NOT_ALLOWED.problem();
        }
    }

    private void put(Ask ask, boolean part) throws IOException {
        String source = ask.header("x-amz-copy-source");
        if (part && source != null) {
            routes.multipart().copyPart(ask, source);
        } else if (part) {
            routes.multipart().putPart(ask);
        } else if (source != null) {
            routes.objects().copy(ask, source);
        } else {
            routes.objects().put(ask);
        }
    }

    /// What would otherwise look like the plain operation.
    private static void notBuilt(Query query, String... features) {
        for (String feature : features) {
            if (query.has(feature)) {
                throw S3Problem.NOT_IMPLEMENTED.problem("?" + feature + " is not built");
            }
        }
    }
}

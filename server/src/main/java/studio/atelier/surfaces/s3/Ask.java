package studio.atelier.surfaces.s3;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.storage.NewUpload;
import studio.atelier.backend.storage.StorageCaller;
import studio.atelier.platform.database.Actor;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One verified request, and where its answer goes. Not thread-safe.
///
/// @param bucket empty at the root
/// @param name   empty for the bucket itself
record Ask(
        HttpServletRequest request,
        HttpServletResponse response,
        Query query,
        String bucket,
        String name,
        Verified verified) {

    static final String META = "x-amz-meta-";

    /// Who signed.
    ///
    /// @param key further pieces of the body are signed with it
    record Verified(Actor actor, SignedRequest signed, SigningKey key) {

        @Override
        public String toString() {
            return "Verified[" + actor + "]";
        }
    }

    StorageCaller caller(String operation) {
        return new StorageCaller(
                verified.actor(), operation, request.getMethod(), request.getRequestURI(), "{}", false);
    }

    @Nullable
    String header(String name) {
        return request.getHeader(name);
    }

    InputStream body() throws IOException {
        return Body.open(request, verified.signed(), verified.key());
    }

    /// What is to be written under this name; S3 always replaces.
    ///
    /// @param size null where it is not known yet
    NewUpload upload(StorageCaller caller, @Nullable Long size) {
        String type = header("Content-Type");
        String cache = header("Cache-Control");
        return new NewUpload(
                bucket,
                name,
                type == null ? "application/octet-stream" : type,
                cache == null ? "no-cache" : cache,
                userMetadata(),
                size,
                size != null,
                true,
                caller.owner(),
                null);
    }

    @Nullable
    ObjectNode userMetadata() {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        for (String each : Collections.list(request.getHeaderNames())) {
            String known = each.toLowerCase(Locale.ROOT);
            if (known.startsWith(META)) {
                metadata.put(known.substring(META.length()), request.getHeader(each));
            }
        }
        return metadata.isEmpty() ? null : metadata;
    }

    void answer(Xml xml) throws IOException {
        byte[] bytes = xml.end().getBytes(StandardCharsets.UTF_8);
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("application/xml");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    void nothing(int status) {
        response.setStatus(status);
    }
}

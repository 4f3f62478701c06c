package studio.atelier.surfaces.openai;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import studio.atelier.backend.storage.ByteSpan;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.media.Asset;
import studio.atelier.engine.media.Media;
import studio.atelier.engine.media.MediaProblem;
import studio.atelier.engine.media.OpenMedia;
import studio.atelier.engine.media.Variant;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.problem.Faults;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Files of requests become the person's uploads, files of answers are read from where they lie. Thread-safe.
@Component
class Files {

    /// How far back a file that is sent again is looked for.
    private static final int UPLOADS_LOOKED_AT = 100;

    private static final String DATA = "data:";
    private static final String BASE64 = ";base64,";

    private final Media media;
    private final Transactions transactions;

    Files(Media media, Transactions transactions) {
        this.media = media;
        this.transactions = transactions;
    }

    /// Keeps a part of a form.
    ///
    /// @return the asset; empty after noting why it cannot be used
    Optional<UUID> keep(Actor actor, Part part, String name, Faults faults) throws IOException {
        try (InputStream content = part.getInputStream()) {
            return keep(actor, content, part.getContentType() == null ? "" : part.getContentType(), name, faults);
        } finally {
            part.delete();
        }
    }

    /// Keeps what an object such as `{"image_url": "data:..."}` or `{"file_id": "..."}` holds: a file of the
    /// person's own by its id, or the bytes themselves.
    Optional<UUID> keep(Actor actor, JsonNode holder, String name, Faults faults) throws IOException {
        if (holder.path("file_id").isString()) {
            return Optional.ofNullable(
                    faults.uuid("/" + name + "/file_id", holder.path("file_id").asString()));
        }
        JsonNode given = holder.path("image_url");
        String url = given.isObject() ? given.path("url").asString("") : given.asString("");
        int comma = url.indexOf(BASE64);
        if (!url.startsWith(DATA) || comma < 0) {
            faults.add(
                    "/" + name,
                    "not_allowed",
                    "Send the file in a form, as a data URL in Base64, or the id of an upload as file_id.");
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(url.substring(comma + BASE64.length()));
            String type = url.substring(DATA.length(), comma).toLowerCase(Locale.ROOT);
            return keep(actor, new ByteArrayInputStream(bytes), type, name, faults);
        } catch (IllegalArgumentException _) {
            faults.add("/" + name, "invalid", "This is not Base64.");
            return Optional.empty();
        }
    }

    private Optional<UUID> keep(Actor actor, InputStream content, String type, String name, Faults faults)
            throws IOException {
        try {
            Asset kept = media.upload(actor, content, type);
            return Optional.of(earlier(actor, kept));
        } catch (ProblemException refused) {
            if (refused.problem().code() instanceof MediaProblem problem && problem.status() < 500) {
                faults.add("/" + name, "not_allowed", refused.problem().detail());
                return Optional.empty();
            }
            throw refused;
        }
    }

    /// The same file sent again is the same upload, so that a request that is repeated with its idempotency
    /// key is the same request.
    private UUID earlier(Actor actor, Asset kept) {
        Optional<Asset> same = media.uploads(actor, kept.id(), UPLOADS_LOOKED_AT).stream()
                .filter(upload ->
                        upload.sha256().equals(kept.sha256()) && !upload.id().equals(kept.id()))
                .findFirst();
        same.ifPresent(_ -> media.deleteUpload(actor, kept.id()));
        return same.map(Asset::id).orElse(kept.id());
    }

    /// The first file that a generation made.
    ///
    /// @throws ProblemException `media.not_found`
    OpenMedia first(Actor actor, Generation row, Variant variant) {
        JsonNode result = row.result();
        JsonNode id = result == null
                ? MissingNode.getInstance()
                : result.path("outputs").path(0).path("id");
        if (!id.isString()) {
            throw MediaProblem.NOT_FOUND.problem();
        }
        return open(actor, UUID.fromString(id.asString()), variant);
    }

    /// @throws ProblemException `media.not_found`
    OpenMedia open(Actor actor, UUID id, Variant variant) {
        Asset asset = transactions.asUser(actor, tx -> media.find(tx, id).orElseThrow(MediaProblem.NOT_FOUND::problem));
        return media.open(asset, variant).orElseThrow(MediaProblem.NOT_FOUND::problem);
    }

    /// @throws ProblemException `media.not_found`
    String base64(Actor actor, UUID id) throws IOException {
        try (InputStream content = open(actor, id, Variant.ORIGINAL).open().apply(ByteSpan.ALL)) {
            return Base64.getEncoder().encodeToString(content.readAllBytes());
        }
    }

    /// Sends the bytes from where they lie, never as a whole in memory.
    static void send(OpenMedia file, HttpServletResponse response) throws IOException {
        response.setContentType(file.object().mimeType());
        response.setContentLengthLong(file.object().sizeBytes());
        try (InputStream content = file.open().apply(ByteSpan.ALL)) {
            content.transferTo(response.getOutputStream());
        }
    }
}

package studio.atelier.engine.media;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.http.HttpProblem;
import studio.atelier.platform.problem.FieldFault;
import studio.atelier.platform.problem.Problem;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/// `/api/uploads`: files of a person's own, to work from.
@RestController
@RequestMapping("/api/uploads")
class UploadResource {

    private static final int PAGE_MAX = 100;

    private final Media media;

    UploadResource(Media media) {
        this.media = media;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Envelope<AssetView> upload(Actor actor, HttpServletRequest request) throws IOException, ServletException {
        String type = request.getContentType();
        if (type == null || !type.toLowerCase(java.util.Locale.ROOT).startsWith("multipart/form-data")) {
            if (request.getContentLengthLong() == 0) {
                throw MediaProblem.FILE_MISSING.problem();
            }
            return upload(actor, request.getInputStream(), type == null ? "" : type);
        }
        Part part = request.getPart("file");
        if (part == null) {
            throw MediaProblem.FILE_MISSING.problem();
        }
        try (InputStream content = part.getInputStream()) {
            return upload(actor, content, part.getContentType() == null ? "" : part.getContentType());
        } finally {
            part.delete();
        }
    }

    private Envelope<AssetView> upload(Actor actor, InputStream content, String type) throws IOException {
        return Envelope.of(AssetView.of(media.upload(actor, content, type)));
    }

    /// @param nextCursor for the next page; null on the last
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Page(List<AssetView> assets, @Nullable String nextCursor) {}

    @GetMapping
    Envelope<Page> uploads(
            Actor actor,
            @RequestParam(defaultValue = "30") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int size = Math.clamp(limit, 1, PAGE_MAX);
        List<Asset> found = media.uploads(actor, cursor == null ? null : id("?cursor", cursor), size);
        String next = found.size() < size ? null : found.getLast().id().toString();
        return Envelope.of(new Page(found.stream().map(AssetView::of).toList(), next));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Actor actor, @PathVariable String id) {
        media.deleteUpload(actor, id("?id", id));
    }

    private static UUID id(String pointer, String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw Problem.of(HttpProblem.PARAMETER_INVALID, "This is not an id as the server gives them out.")
                    .withFaults(List.of(new FieldFault(pointer, "not_a_uuid", "This is not an id.")))
                    .exception();
        }
    }
}

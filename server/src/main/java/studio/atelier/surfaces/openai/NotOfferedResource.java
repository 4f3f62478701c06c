package studio.atelier.surfaces.openai;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.problem.ProblemException;

/// The rest of the API, refused with what to use in its place, so that nobody wonders about a 404.
@RestController
class NotOfferedResource {

    /// The first prefix that fits decides.
    private record Part(String prefix, String sentence) {}

    private static final List<Part> PARTS = List.of(
            new Part(
                    "/v1/files",
                    "Files are not kept here. Send them in the request that needs them, or upload them with POST"
                            + " /api/uploads and name their id."),
            new Part("/v1/uploads", "Large files go to /storage/v1/upload/resumable."),
            new Part(
                    "/v1/batches",
                    "Batches are not offered here. Send the requests one by one, each with an Idempotency-Key, or"
                            + " queue them with POST /api/generate."),
            new Part(
                    "/v1/responses",
                    "Responses are not stored here. Ask with POST /v1/responses and send the whole conversation as"
                            + " input; what was made is in GET /api/generations."),
            new Part(
                    "/v1/conversations",
                    "Conversations are not stored here. Send the whole conversation with each request."),
            new Part("/v1/completions", "Use POST /v1/chat/completions."),
            new Part("/v1/chat/completions", "Answers are not stored under this address; see GET /api/generations."),
            new Part("/v1/images/variations", "Use POST /v1/images/edits with a prompt."),
            new Part("/v1/audio/translations", "Use POST /v1/audio/transcriptions."),
            new Part(
                    "/v1/videos",
                    "Make videos with POST /v1/videos, and list them with GET /api/generations?type=video. Remixes,"
                            + " edits and extensions are not offered here."),
            new Part("/v1/realtime", "Use POST /v1/chat/completions with stream."),
            new Part("/v1/fine_tuning", "Models are not trained here; an operator adds a trained one to the catalog."));

    private static final String OTHERS =
            "This is not offered here. GET /v1/models lists the models; chat, responses, images, audio, videos,"
                    + " embeddings and moderations are the routes.";

    @RequestMapping({
        "/v1/files",
        "/v1/files/**",
        "/v1/uploads",
        "/v1/uploads/**",
        "/v1/batches",
        "/v1/batches/**",
        "/v1/responses/*",
        "/v1/responses/*/**",
        "/v1/conversations",
        "/v1/conversations/**",
        "/v1/completions",
        "/v1/chat/completions/*",
        "/v1/chat/completions/*/messages",
        "/v1/images/variations",
        "/v1/audio/translations",
        "/v1/videos/*/remix",
        "/v1/videos/edits",
        "/v1/videos/extensions",
        "/v1/videos/characters",
        "/v1/videos/characters/*",
        "/v1/realtime",
        "/v1/realtime/**",
        "/v1/fine_tuning/**",
        "/v1/assistants",
        "/v1/assistants/**",
        "/v1/threads",
        "/v1/threads/**",
        "/v1/vector_stores",
        "/v1/vector_stores/**",
        "/v1/containers",
        "/v1/containers/**",
        "/v1/evals",
        "/v1/evals/**"
    })
    void refuse(HttpServletRequest request) {
        Ask.of(request);
        throw refusal(request.getRequestURI());
    }

    private static ProblemException refusal(String path) {
        String sentence = PARTS.stream()
                .filter(part -> path.equals(part.prefix()) || path.startsWith(part.prefix() + "/"))
                .findFirst()
                .map(Part::sentence)
                .orElse(OTHERS);
        return OpenAiProblem.NOT_OFFERED.problem(sentence);
    }
}

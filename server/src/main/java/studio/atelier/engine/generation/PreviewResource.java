package studio.atelier.engine.generation;

import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.database.Actor;

/// `GET /api/generations/{id}/preview`: the last picture of a run that a worker is making.
@RestController
class PreviewResource {

    private final RemoteRuns runs;

    PreviewResource(RemoteRuns runs) {
        this.runs = runs;
    }

    @GetMapping("/api/generations/{id}/preview")
    ResponseEntity<byte[]> preview(Actor actor, @PathVariable UUID id) {
        RemoteRuns.Preview preview = runs.preview(actor, id).orElseThrow(GenerationProblem.NOT_FOUND::problem);
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(preview.mimeType()))
                .cacheControl(CacheControl.noStore())
                .body(preview.bytes());
    }
}

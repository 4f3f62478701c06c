package studio.atelier.backend.dossier.internal;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.dossier.DossierProblem;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Caller;

/// `GET /api/account/export`: a ZIP of the own rows and files, written as it is read.
@RestController
class DossierResource {

    private final Dossiers dossiers;

    DossierResource(Dossiers dossiers) {
        this.dossiers = dossiers;
    }

    @GetMapping("/api/account/export")
    void export(Actor actor, Caller caller, HttpServletResponse response) throws IOException {
        if (caller.sessionId() == null) {
            throw DossierProblem.SIGN_IN_NEEDED.problem();
        }
        try (Dossiers.Copy copy = dossiers.begin(actor)) {
            response.setContentType("application/zip");
            response.setHeader("Content-Disposition", "attachment; filename=\"atelier-my-data.zip\"");
            response.setHeader("Cache-Control", "no-store");
            copy.write(response.getOutputStream());
        }
    }
}

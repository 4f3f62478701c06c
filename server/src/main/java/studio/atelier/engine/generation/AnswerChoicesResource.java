package studio.atelier.engine.generation;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.problem.Faults;

/// Whether answers are given again: the switch of a person, and of an organisation for those who run it.
@RestController
class AnswerChoicesResource {

    private final AnswerChoices choices;
    private final AnswerSettings settings;

    AnswerChoicesResource(AnswerChoices choices, AnswerSettings settings) {
        this.choices = choices;
        this.settings = settings;
    }

    record Body(@Nullable Boolean reused) {

        boolean wanted() {
            if (reused == null) {
                Faults faults = new Faults().add("/reused", "required", "True or false belongs here.");
                faults.check(GenerationProblem.INVALID);
            }
            return Boolean.TRUE.equals(reused);
        }
    }

    /// @param keptSeconds how long this server gives an answer again; zero: never, whatever is chosen
    record View(boolean reused, long keptSeconds) {}

    @GetMapping("/api/account/answers")
    Envelope<View> own(Actor actor) {
        return view(choices.own(actor));
    }

    @PutMapping("/api/account/answers")
    Envelope<View> choose(Actor actor, @RequestBody Body body) {
        boolean wanted = body.wanted();
        choices.choose(actor, wanted);
        return view(wanted);
    }

    @GetMapping("/api/organisations/{id}/answers")
    Envelope<View> of(Actor actor, @PathVariable String id) {
        return view(choices.of(actor, organisation(id)));
    }

    @PutMapping("/api/organisations/{id}/answers")
    Envelope<View> choose(Actor actor, @PathVariable String id, @RequestBody Body body) {
        boolean wanted = body.wanted();
        choices.choose(actor, organisation(id), wanted);
        return view(wanted);
    }

    private Envelope<View> view(boolean reused) {
        return Envelope.of(new View(reused, settings.kept().toSeconds()));
    }

    private static UUID organisation(String id) {
        Faults faults = new Faults();
        UUID organisation = faults.uuid("/id", id);
        faults.check(GenerationProblem.INVALID);
        if (organisation == null) {
            throw GenerationProblem.NOT_FOUND.problem();
        }
        return organisation;
    }
}

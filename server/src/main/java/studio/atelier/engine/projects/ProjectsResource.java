package studio.atelier.engine.projects;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.projects.ProjectStore.Change;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.problem.Faults;
import tools.jackson.databind.JsonNode;

/// `/api/projects` (E14 to E18).
@RestController
class ProjectsResource {

    private static final int NAME_MAX = 255;
    private static final int DESCRIPTION_MAX = 4000;
    private static final int SETTINGS_MAX = 65_536;

    private final Projects projects;

    ProjectsResource(Projects projects) {
        this.projects = projects;
    }

    @GetMapping("/api/projects")
    Envelope<Map<String, List<ProjectView>>> list(Actor actor, @RequestParam(defaultValue = "false") boolean archived) {
        return Envelope.of(Map.of("projects", projects.list(actor, archived)));
    }

    @GetMapping("/api/projects/{id}")
    Envelope<ProjectView> find(Actor actor, @PathVariable String id) {
        return Envelope.of(projects.view(actor, id(id)));
    }

    record NewProject(
            @Nullable String name,
            @Nullable String description,
            @Nullable JsonNode budgetCents,
            @Nullable String orgId) {}

    @PostMapping("/api/projects")
    @ResponseStatus(HttpStatus.CREATED)
    Envelope<ProjectView> create(Actor actor, @RequestBody NewProject body) {
        Faults faults = new Faults();
        String name = faults.required("/name", body.name(), NAME_MAX);
        faults.limited("/description", body.description(), DESCRIPTION_MAX);
        Integer budget = budget(body.budgetCents(), faults);
        UUID organisation = faults.uuid("/org_id", body.orgId());
        faults.check(ProjectsProblem.INVALID);
        Project created = projects.create(
                actor, new ProjectStore.NewProject(organisation, name.trim(), body.description(), budget));
        return Envelope.of(projects.view(actor, created.id()));
    }

    /// Fields that are absent stay; a `budget_cents` of null takes the cap away.
    @PutMapping("/api/projects/{id}")
    Envelope<ProjectView> change(Actor actor, @PathVariable String id, @RequestBody Map<String, JsonNode> body) {
        Faults faults = new Faults();
        Map<String, JsonNode> rest = new LinkedHashMap<>(body);
        String name = text("/name", rest.remove("name"), NAME_MAX, faults);
        if (name != null && name.isBlank()) {
            faults.add("/name", "required", "A project has a name.");
        }
        String description = text("/description", rest.remove("description"), DESCRIPTION_MAX, faults);
        boolean budgetGiven = rest.containsKey("budget_cents");
        Integer budget = budget(rest.remove("budget_cents"), faults);
        Boolean archived = flag("/archived", rest.remove("archived"), faults);
        String settings = settings(rest.remove("settings"), faults);
        rest.keySet().forEach(each -> faults.add("/" + each, "unknown", "This field is not known here."));
        faults.check(ProjectsProblem.INVALID);
        var change = new Change(name, description, budgetGiven ? new Change.Budget(budget) : null, archived, settings);
        return Envelope.of(
                projects.view(actor, projects.change(actor, id(id), change).id()));
    }

    @DeleteMapping("/api/projects/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Actor actor, @PathVariable String id) {
        projects.delete(actor, id(id));
    }

    private static @Nullable Integer budget(@Nullable JsonNode given, Faults faults) {
        if (given == null || given.isNull()) {
            return null;
        }
        if (given.isIntegralNumber() && given.canConvertToInt() && given.asInt() >= 0) {
            return given.asInt();
        }
        faults.add("/budget_cents", "out_of_range", "A whole number of cents, 0 or more; null for no cap.");
        return null;
    }

    private static @Nullable String text(String pointer, @Nullable JsonNode given, int max, Faults faults) {
        if (given == null || given.isNull()) {
            return null;
        }
        if (!given.isString()) {
            faults.add(pointer, "wrong_type", "A text belongs here.");
            return null;
        }
        return faults.limited(pointer, given.asString(), max);
    }

    private static @Nullable Boolean flag(String pointer, @Nullable JsonNode given, Faults faults) {
        if (given == null) {
            return null;
        }
        if (!given.isBoolean()) {
            faults.add(pointer, "wrong_type", "True or false belongs here.");
            return null;
        }
        return given.asBoolean();
    }

    private static @Nullable String settings(@Nullable JsonNode given, Faults faults) {
        if (given == null) {
            return null;
        }
        if (!given.isObject() || given.toString().length() > SETTINGS_MAX) {
            faults.add(
                    "/settings", "not_allowed", "An object of at most " + SETTINGS_MAX + " characters belongs here.");
            return null;
        }
        return given.toString();
    }

    /// An id that is none is simply not found.
    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw ProjectsProblem.NOT_FOUND.problem();
        }
    }
}

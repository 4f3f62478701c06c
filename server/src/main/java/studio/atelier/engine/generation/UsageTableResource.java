package studio.atelier.engine.generation;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.generation.UsageTable.Scope;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.CsvAnswer;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.problem.Faults;

/// Usage by day, model, project, person, access key and whose key paid, as JSON and as a table for a spreadsheet: of
/// oneself, of an organisation for who runs it, of everybody for administrators.
@RestController
class UsageTableResource {

    private static final int DAYS_MAX = 3_660;

    private final Transactions transactions;

    UsageTableResource(Transactions transactions) {
        this.transactions = transactions;
    }

    /// What is asked, the same on all three routes.
    record Asked(Scope scope, List<UsageDimension> by) {}

    record Table(List<String> columns, List<Map<String, @Nullable Object>> rows, boolean complete) {}

    @GetMapping("/api/usage/table")
    Envelope<Table> own(
            Actor actor,
            @RequestParam(defaultValue = "day") String by,
            @RequestParam(defaultValue = "30") String days,
            @RequestParam(name = "project_id", required = false) @Nullable String project) {
        return Envelope.of(table(askedOwn(actor, by, days, project)));
    }

    @GetMapping(path = "/api/usage/table", params = "format=csv")
    void ownTable(
            Actor actor,
            @RequestParam(defaultValue = "day") String by,
            @RequestParam(defaultValue = "30") String days,
            @RequestParam(name = "project_id", required = false) @Nullable String project,
            HttpServletResponse response)
            throws IOException {
        write(askedOwn(actor, by, days, project), response);
    }

    @GetMapping("/api/organisations/{id}/usage")
    Envelope<Table> organisation(
            Actor actor,
            @PathVariable String id,
            @RequestParam(defaultValue = "day") String by,
            @RequestParam(defaultValue = "30") String days) {
        return Envelope.of(table(askedOrganisation(actor, id, by, days)));
    }

    @GetMapping(path = "/api/organisations/{id}/usage", params = "format=csv")
    void organisationTable(
            Actor actor,
            @PathVariable String id,
            @RequestParam(defaultValue = "day") String by,
            @RequestParam(defaultValue = "30") String days,
            HttpServletResponse response)
            throws IOException {
        write(askedOrganisation(actor, id, by, days), response);
    }

    @GetMapping("/api/admin/usage")
    Envelope<Table> everybody(
            Admin admin,
            @RequestParam(defaultValue = "day") String by,
            @RequestParam(defaultValue = "30") String days,
            @RequestParam(name = "user_id", required = false) @Nullable String user,
            @RequestParam(name = "org_id", required = false) @Nullable String org,
            @RequestParam(name = "project_id", required = false) @Nullable String project) {
        return Envelope.of(table(askedEverybody(by, days, user, org, project)));
    }

    @GetMapping(path = "/api/admin/usage", params = "format=csv")
    void everybodyTable(
            Admin admin,
            @RequestParam(defaultValue = "day") String by,
            @RequestParam(defaultValue = "30") String days,
            @RequestParam(name = "user_id", required = false) @Nullable String user,
            @RequestParam(name = "org_id", required = false) @Nullable String org,
            @RequestParam(name = "project_id", required = false) @Nullable String project,
            HttpServletResponse response)
            throws IOException {
        write(askedEverybody(by, days, user, org, project), response);
    }

    private static Asked askedOwn(Actor actor, String by, String days, @Nullable String project) {
        Faults faults = new Faults();
        var scope = new Scope(actor.person(), null, faults.uuid("?project_id", project), days(days, faults));
        return asked(scope, by, faults);
    }

    private Asked askedOrganisation(Actor actor, String id, String by, String days) {
        Faults faults = new Faults();
        UUID org = faults.uuid("/id", id);
        Asked asked = asked(new Scope(null, org, null, days(days, faults)), by, faults);
        actor.person();
        boolean may = transactions.asUser(actor, tx -> UsageTable.permitted(tx, org));
        if (!may) {
            throw GenerationProblem.NOT_FOUND.problem(
                    "There is no such organisation, or it is not yours to look into.");
        }
        return asked;
    }

    private static Asked askedEverybody(
            String by, String days, @Nullable String user, @Nullable String org, @Nullable String project) {
        Faults faults = new Faults();
        var scope = new Scope(
                faults.uuid("?user_id", user),
                faults.uuid("?org_id", org),
                faults.uuid("?project_id", project),
                days(days, faults));
        return asked(scope, by, faults);
    }

    private static Asked asked(Scope scope, String by, Faults faults) {
        List<UsageDimension> dimensions = new ArrayList<>();
        for (String word : by.split(",", -1)) {
            UsageDimension.find(word.strip())
                    .ifPresentOrElse(
                            each -> {
                                if (!dimensions.contains(each)) {
                                    dimensions.add(each);
                                }
                            },
                            () -> faults.add(
                                    "?by",
                                    "not_allowed",
                                    "Of day, model, project, person, access_key, key_source, separated by commas."));
        }
        faults.check(GenerationProblem.INVALID);
        return new Asked(scope, dimensions);
    }

    private static @Nullable Integer days(String words, Faults faults) {
        if (words.equals("all")) {
            return null;
        }
        int days = words.matches("[0-9]{1,4}") ? Integer.parseInt(words) : 0;
        if (days < 1 || days > DAYS_MAX) {
            faults.add("?days", "out_of_range", "From 1 to " + DAYS_MAX + ", or all.");
        }
        return days;
    }

    private Table table(Asked asked) {
        List<Map<String, @Nullable Object>> rows = rows(asked);
        return new Table(UsageTable.columns(asked.by()), rows, rows.size() < UsageTable.ROWS_MAX);
    }

    private List<Map<String, @Nullable Object>> rows(Asked asked) {
        return transactions.asSystem("usage", tx -> UsageTable.rows(tx, asked.scope(), asked.by()));
    }

    private void write(Asked asked, HttpServletResponse response) throws IOException {
        List<Map<String, @Nullable Object>> rows = rows(asked);
        List<String> columns = UsageTable.columns(asked.by());
        CsvAnswer table = CsvAnswer.begin(response, "usage.csv", columns.toArray(String[]::new));
        for (Map<String, @Nullable Object> row : rows) {
            table.row(columns.stream().map(row::get).toArray());
        }
    }
}

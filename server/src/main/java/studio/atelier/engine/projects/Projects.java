package studio.atelier.engine.projects;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.engine.projects.ProjectStore.Change;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;

/// Projects and their budgets. Thread-safe.
public final class Projects {

    /// A person's projects fit on one page; a longer list is cut here.
    static final int LIST_MAX = 500;

    private final Transactions transactions;
    private final ProjectStore store;
    private final Audit audit;
    private final Ids ids;

    Projects(Transactions transactions, ProjectStore store, Audit audit, Ids ids) {
        this.transactions = transactions;
        this.store = store;
        this.audit = audit;
        this.ids = ids;
    }

    /// @throws studio.atelier.platform.problem.ProblemException `projects.not_found`
    public Project find(Actor actor, UUID id) {
        return transactions.asUser(actor, tx -> find(tx, id).orElseThrow(ProjectsProblem.NOT_FOUND::problem));
    }

    /// Inside a transaction that runs as the person.
    public Optional<Project> find(Tx tx, UUID id) {
        return store.find(tx, id);
    }

    ProjectView view(Actor actor, UUID id) {
        return transactions.asUser(actor, tx -> store.view(tx, id).orElseThrow(ProjectsProblem.NOT_FOUND::problem));
    }

    List<ProjectView> list(Actor actor, boolean archived) {
        return transactions.asUser(actor, tx -> store.list(tx, archived, LIST_MAX));
    }

    /// Who may see a project of an organisation may not always run something in it.
    ///
    /// @param tx runs as the person
    /// @throws studio.atelier.platform.problem.ProblemException `projects.not_allowed`
    public void requireRunnable(Tx tx, Project project) {
        require(tx, project.orgId(), "generations.create");
    }

    private void require(Tx tx, @Nullable UUID organisation, String permission) {
        if (organisation != null && !store.permitted(tx, organisation, permission)) {
            throw ProjectsProblem.NOT_ALLOWED.problem();
        }
    }

    /// @throws studio.atelier.platform.problem.ProblemException `projects.not_allowed` where the role in the
    ///     organisation does not allow it
    Project create(Actor actor, ProjectStore.NewProject asked) {
        UUID id = ids.next();
        Integer budgetCents = asked.budgetCents();
        return transactions.asUser(actor, tx -> {
            require(tx, asked.orgId(), "projects.create");
            store.insert(tx, id, actor.person(), asked);
            Project project = store.find(tx, id).orElseThrow();
            if (budgetCents != null) {
                audit.record(tx.asSystem("audit"), actor, "projects.budget_set", id.toString(), budget(budgetCents));
            }
            return project;
        });
    }

    Project change(Actor actor, UUID id, Change change) {
        return transactions.asUser(actor, tx -> {
            if (!store.update(tx, id, change)) {
                throw ProjectsProblem.NOT_FOUND.problem();
            }
            Project project = store.find(tx, id).orElseThrow();
            if (change.budget() != null) {
                audit.record(
                        tx.asSystem("audit"),
                        actor,
                        "projects.budget_set",
                        id.toString(),
                        budget(project.budgetCents()));
            }
            return project;
        });
    }

    /// Its generations stay, without a project.
    void delete(Actor actor, UUID id) {
        transactions.asUser(actor, tx -> {
            if (!store.delete(tx, id)) {
                throw ProjectsProblem.NOT_FOUND.problem();
            }
            audit.record(tx.asSystem("audit"), actor, "projects.deleted", id.toString(), Map.of());
            return id;
        });
    }

    private static Map<String, Object> budget(@Nullable Integer cents) {
        Map<String, Object> detail = new HashMap<>();
        detail.put("budget_cents", cents == null ? "no cap" : cents);
        return detail;
    }
}

package studio.atelier.engine.generation;

import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.credits.Credits;
import studio.atelier.engine.media.Media;
import studio.atelier.engine.moderation.Moderator;
import studio.atelier.engine.projects.Projects;
import studio.atelier.engine.providers.Providers;
import studio.atelier.engine.vault.Vault;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.events.Signals;
import studio.atelier.platform.failpoint.Failpoints;
import tools.jackson.databind.json.JsonMapper;

/// The neighbours a generation needs on its way.
record Rooms(
        Transactions transactions,
        GenerationStore store,
        RunStore runs,
        Catalog catalog,
        Providers providers,
        Moderator moderation,
        Vault vault,
        Projects projects,
        Credits credits,
        Media media,
        Events events,
        Signals signals,
        Failpoints failpoints,
        JsonMapper json) {}

/// What the database offers: relations, columns, functions and how they are related, read from its catalog.
@NullMarked
package studio.atelier.backend.data.schema;

import org.jspecify.annotations.NullMarked;

/// Wing `backend`: what front ends know from Supabase, and the audit log.
package studio.atelier.backend;

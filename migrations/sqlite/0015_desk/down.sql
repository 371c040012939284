DROP TABLE staff_steps;
DROP TABLE answer_templates;
DROP TABLE staff_notes;
DROP TABLE point_tags;
DROP TABLE tags;
DROP TABLE point_work;

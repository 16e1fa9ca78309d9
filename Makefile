# Two commands: `make grade` grades a submission, `make test` proves the kit. Each sets up all that it needs.

COURSE ?= course
PLACE := $(CHAPTER:/=)$(if $(CHAPTER),/)
NAME := $(basename $(notdir $(firstword $(wildcard $(PLACE)solution/*.py))))
SUBMISSION ?= $(PLACE)solution/$(NAME).py
OF := $(if $(CHAPTER),--chapter "$(CHAPTER)")
FORMAT ?= Grades
OUT ?= results
VENV := .venv
PYTHON := $(VENV)/bin/python
NBGRADER = cd "$(COURSE)" && PATH="$(CURDIR)/$(VENV)/bin:$$PATH" nbgrader
READY := $(VENV)/ready
BASE := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && { command -v $$p; break; }; done)

.DEFAULT_GOAL := help
.PHONY: $(shell awk -F: '/^[a-z-]+:.*## / {print $$1}' $(firstword $(MAKEFILE_LIST)))

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Install what the kit needs into .venv, Java and bubblewrap too where they are missing

$(READY): requirements.lock pyproject.toml
	@test -n "$(BASE)" || { echo "Python 3.11 or newer is needed, and none was found on PATH." >&2; exit 2; }
	@echo "Setting up .venv (a few minutes the first time) ..."
	@$(BASE) -m venv $(VENV) || { echo "$(BASE) cannot make a virtual environment; on Debian or Ubuntu install the package python3-venv." >&2; exit 2; }
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(PYTHON) -m compileall -q autograder
	@$(PYTHON) -m autograder.machine.java
	@$(PYTHON) -m autograder.sandbox.install
	@$(PYTHON) -m autograder.harness.archive 2>/dev/null || echo "Without the archive of Spark's classes each start takes some seconds more."
	@touch $@

grade: $(READY) ## Grade SUBMISSION (the reference solution if none is named); HTML=file and JSON=file write reports too
	@$(PYTHON) -m autograder grade "$(SUBMISSION)" $(if $(HTML),--html "$(HTML)") $(if $(JSON),--json "$(JSON)") $(if $(TWEETS),--tweets "$(TWEETS)") $(OF)

test: $(READY) ## Prove the kit: all tests but the slow ones
	@$(PYTHON) -m pytest -n 2 --dist loadscope

test-slow: $(READY) ## Prove the kit: the long tests that have no target of their own
	@$(PYTHON) -m pytest -n 2 --dist loadscope -m slow tests/test_faults.py tests/interpreter tests/faults tests/cohort

test-course: $(READY) ## Prove a whole course: exchange, odd notebooks, interrupted gradings
	@$(PYTHON) -m pytest -n 2 --dist loadscope -m slow tests/course

test-formgrader: $(READY) ## Go through formgrader in a real Chromium, as an instructor does
	@$(PYTHON) -m pytest -m slow tests/course/test_formgrader.py

lint: $(READY) ## Check style and types
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy

verify: $(READY) ## Grade every fixture whose verdict is known (ONLY=word for some of them); LEARN=1 records their patterns
	@$(PYTHON) -m autograder verify $(ONLY) $(if $(LEARN),--learn) $(OF)

mutants: $(READY) ## Change the reference's answers in small ways; each change must lose points (ONLY=word for some exercises)
	@$(PYTHON) -m tests.mutants $(ONLY)

faults: $(READY) ## Make N=21000 faulty programs and see which of them the checks let live (ONLY=word for some exercises)
	@PYTHONHASHSEED=0 $(PYTHON) -m tests.faults $(or $(N),21000) $(ONLY)

flakes: $(READY) ## Grade some submissions N=20 times in other surroundings and compare the reports byte for byte
	@$(PYTHON) -m tests.flakes $(or $(N),20) $(ONLY)

seeds: $(READY) ## Grade the fixtures with N=10 seeds and compare the scores (ONLY=word for some of them)
	@$(PYTHON) -m tests.flakes.seeds $(or $(N),10) $(ONLY)

fuzz: $(READY) ## Throw N=1000000 lines at what reads the replies of untrusted processes
	@$(PYTHON) -m tests.fuzz $(N)

attacks: $(READY) ## Grade every submission that attacks the grader (ONLY=word for some of them)
	@$(PYTHON) -m tests.attacks $(ONLY)

polluters: $(READY) ## Grade the reference with answers that change what a process shares (ONLY=word for some ways)
	@$(PYTHON) -m tests.pollution $(ONLY)

workflows: $(READY) ## Run what Gradescope, GitHub Classroom and GitLab run, on the whole chapter
	@$(PYTHON) -m pytest tests/ci -m slow -q

bench: $(READY) ## Measure a cold grade and its parts (RUNS=5)
	@$(PYTHON) -m tests.bench.cold $(RUNS)

bench-sandbox: $(READY) ## Measure what the sandbox costs a cold grade (RUNS=9)
	@$(PYTHON) -m tests.bench.sandbox $(RUNS)

bench-student: $(READY) ## Measure what students wait for: make test in the bundle, and check cells (RUNS=5)
	@$(PYTHON) -m tests.bench.student $(RUNS)

bench-course: $(READY) ## Measure a class of STUDENTS=100 beside nbgrader's own autograding in kernels
	@$(PYTHON) -m tests.bench.course $(STUDENTS)

bench-class: $(READY) ## Measure a class of STUDENTS="10 20", at one and at two submissions at a time
	@$(PYTHON) -m tests.bench.class_ $(or $(STUDENTS),10 20)

disturb: $(READY) ## Kill processes of a class's grading TIMES=6 times; after going on, results must be those of a quiet run
	@$(PYTHON) -m tests.cohort.disturb $(or $(TIMES),6)

rooms: $(READY) ## Write docs/architecture.md anew and draw it: the rooms of the package, and which may import which
	@$(PYTHON) -m docs.rooms

tried: $(READY) ## Write docs/what-is-tried.md anew: which check tries how much of what
	@$(PYTHON) -m docs.tried

picture: $(READY) ## Draw the README's pictures anew
	@$(PYTHON) -m docs.picture

timeline: $(READY) ## Draw docs/timeline.svg anew: where the time of one grade goes
	@$(PYTHON) -m docs.timeline

picture-formgrader: $(READY) ## Draw the README's picture of formgrader anew, with Chromium
	@$(PYTHON) -m docs.formgrader_picture

release: $(READY) ## Make assignment/ and the student's bundle dist/student.zip from solution/; release COURSE=course to its exchange
	@$(PYTHON) -m autograder release $(OF)
	@test ! -f "$(COURSE)/nbgrader_config.py" || { $(NBGRADER) release_assignment $(NAME) --force; }

slides: $(READY) ## Make dist/slides.html, the chapter's slides (REVEAL=reveal.js where a copy of reveal.js lies beside them)
	@$(PYTHON) -m autograder slides $(if $(REVEAL),--reveal "$(REVEAL)") $(OF)

book: $(READY) ## Make dist/book.html, the chapter as one page to read
	@$(PYTHON) -m autograder book $(OF)

gradescope: $(READY) ## Make dist/gradescope.zip (ATTEMPTS=6 graded an hour at most; LEADERBOARD=1 for the points on it)
	@$(PYTHON) -m autograder.ci.pack dist/gradescope.zip $(if $(ATTEMPTS),--attempts-per-hour $(ATTEMPTS)) $(if $(LEADERBOARD),--leaderboard) $(OF)

bundle: $(READY) ## Prove the student's bundle: it sets itself up in a clean directory, and judges as the kit does
	@$(PYTHON) -m pytest -m slow tests/student

course: $(READY) ## Make an nbgrader course in COURSE=course, where nbgrader's own commands work too
	@$(PYTHON) -m autograder course create "$(COURSE)" $(OF)
	@$(NBGRADER) generate_assignment $(NAME) --force

collect: $(READY) ## Collect what was handed in for COURSE=course, as nbgrader collect does
	@$(NBGRADER) collect $(NAME) --update

autograde: $(READY) ## Grade what was collected in COURSE=course (JOBS=2 students at a time; AGAIN=1 those graded before, too)
	@$(PYTHON) -m autograder course autograde "$(COURSE)" --jobs $(or $(JOBS),1) $(if $(AGAIN),--again)

formgrader: $(READY) ## Open nbgrader's formgrader on COURSE=course (PORT=8888); Ctrl-C ends it
	@$(PYTHON) -m autograder course formgrader "$(COURSE)" --port $(or $(PORT),8888)

feedback: $(READY) ## Make the feedback pages of COURSE=course and give them to the students
	@$(NBGRADER) generate_feedback $(NAME) --force
	@$(NBGRADER) release_feedback $(NAME)

grades: $(READY) ## Write COURSE=course/grades.csv, FORMAT=Grades as nbgrader does, Canvas or Moodle
	@$(NBGRADER) export --exporter=autograder.course.export.$(FORMAT)CSV --assignment=$(NAME) --to=grades.csv

rubric: $(READY) ## Print every check and its points
	@$(PYTHON) -m autograder rubric $(OF)

class: $(READY) ## Grade everybody in the folder CLASS=path (OUT=results, JOBS=2, MASTER=spark://host:7077), and write its page
	@$(PYTHON) -m autograder class "$(CLASS)" --out "$(OUT)" --jobs $(or $(JOBS),1) $(if $(MASTER),--master "$(MASTER)") $(OF)
	@$(PYTHON) -m autograder class report "$(OUT)" --html "$(OUT)/class.html" --csv "$(OUT)" $(OF)

doctor: $(READY) ## Say what grading needs and what is missing
	@$(PYTHON) -m autograder doctor

notebook: $(READY) ## Open the assignment in Jupyter
	@$(PYTHON) -m jupyter lab --allow-root $(PLACE)assignment/$(NAME).ipynb

clean: ## Remove what `make setup` made
	rm -rf $(VENV)

"""Where long jobs run."""

from __future__ import annotations

from collections import Counter
from functools import partial
from importlib.util import find_spec

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QLineEdit, QPushButton, QRadioButton, QSpinBox

from attnstudio.cluster.place import DEFAULT_PORT
from attnstudio.core.errors import ChoiceFailure, Failure
from attnstudio.core.text import tr_noop
from attnstudio.engine_process.chosen import PROCESS, THREAD
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.connection_test import ConnectionTestWork
from attnstudio.jobs.job import Job
from attnstudio.settings import MOST_PROCESSES, Settings, default
from attnstudio.ui.preferences.page import Page
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.file_dialogs import open_folder
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.shell.numbers import number
from attnstudio.ui.shell.places import CLUSTER, PROCESSES, chosen_place
from attnstudio.ui.widgets.base import faint
from attnstudio.ui.widgets.labels import as_problem
from attnstudio.ui.widgets.plain import PlainLabel

_COMMAND = 'pip install "attnstudio[cluster]"'
_MOST_HOSTS = 8  # that are listed


class ComputePage(Page):
    """A view of the settings. Owns the test of the connection, which runs as a job."""

    title = tr_noop("Computing")

    def __init__(self, settings: Settings, board: JobBoard) -> None:
        super().__init__()
        self._settings, self._board = settings, board
        self._test: Job | None = None
        self._is_installed = find_spec("distributed") is not None and find_spec("cryptography") is not None
        self.kinds = {name: QRadioButton() for name in ("", PROCESSES, CLUSTER)}
        self._group = QButtonGroup(self)
        self.processes = QSpinBox()
        self.processes.setRange(1, int(MOST_PROCESSES))
        self.address, self.certificates, self.choose = QLineEdit(), QLineEdit(), QPushButton()
        self.test, self.result, self.problem = QPushButton(), PlainLabel(), PlainLabel()
        self.missing, self._hint = PlainLabel(), faint()
        self.own_process, self._own_hint = QCheckBox(), faint()
        self._lay_out()
        for name, button in self.kinds.items():
            self._group.addButton(button)
            button.clicked.connect(partial(self._on_kind, name))
        self.processes.valueChanged.connect(lambda count: settings.set("processes", float(count)))
        self.address.editingFinished.connect(self._on_address)
        self.certificates.editingFinished.connect(self._on_certificates)
        self.choose.clicked.connect(self._on_choose)
        self.test.clicked.connect(self._on_test)
        self.own_process.toggled.connect(lambda is_on: settings.set("engine", PROCESS if is_on else THREAD))
        for key in ("engine", "compute", "processes", "cluster_address", "certificates"):
            settings.watch(key, self._on_setting)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.own_process.setText(tr("Compute maps in a confined process of its own"))
        self._own_hint.setText(
            tr(
                "A crash of a library then costs one job. On Linux a model can then neither read your files nor reach "
                "the network. Switch it off if it cannot use your GPU. Holds from the next start."
            )
        )
        self.kinds[""].setText(tr("This program"))
        self.kinds[PROCESSES].setText(tr("Processes of this machine"))
        self.kinds[CLUSTER].setText(tr("A cluster"))
        self.processes.setAccessibleName(tr("Number of processes"))
        self.choose.setText(tr("Choose..."))
        self.choose.setAccessibleName(f"{tr('Certificates')}: {tr('Choose...')}")
        self._hint.setText(
            tr(
                "Where long jobs run, one after the other: predictions, maps and exports of selected pictures, mean "
                "maps, evaluations. What you wait for at a picture is always computed in this program."
            )
        )
        self.missing.setText(
            tr(
                "Processes and clusters need packages that are not installed. This command installs them: {command}",
                command=_COMMAND,
            )
        )
        self._show()

    def reset(self) -> None:
        self._settings.set("engine", default("engine"))
        self._settings.set("compute", default("compute"))
        self._settings.set("processes", default("processes"))
        self._settings.set("cluster_address", default("cluster_address"))
        self._settings.set("certificates", default("certificates"))

    def _lay_out(self) -> None:
        processes = QHBoxLayout()
        processes.setSpacing(theme.SPACE)
        for widget in (self.kinds[PROCESSES], self.processes):
            processes.addWidget(widget)
        processes.addStretch()
        folder = QHBoxLayout()
        folder.setSpacing(theme.SPACE)
        folder.addWidget(self.certificates, 1)
        folder.addWidget(self.choose)
        self.address.setPlaceholderText(f"tls://192.168.1.10:{DEFAULT_PORT}")
        self.form.setContentsMargins(3 * theme.SPACE, 0, 0, 0)
        self.form.setFieldGrowthPolicy(self.form.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.add_row(tr_noop("Address"), self.address)
        self.add_row(tr_noop("Certificates"), self.certificates, folder)
        test = QHBoxLayout()
        test.addWidget(self.test)
        test.addStretch()
        for label in (self.problem, self.missing):
            as_problem(label)
        for label in (self.problem, self.missing, self.result):
            label.setWordWrap(True)
        for button in (self.choose, self.test):
            button.setAutoDefault(False)
        self.stack.setSpacing(theme.SPACE)
        first = (self.own_process, self._own_hint, self._hint, self.missing, self.kinds[""])
        for place, one in enumerate(first):
            self.stack.insertWidget(place, one)
        self.stack.insertLayout(5, processes)
        self.stack.insertWidget(6, self.kinds[CLUSTER])
        self.stack.addLayout(test)  # behind the form
        self.stack.addWidget(self.problem)
        self.stack.addWidget(self.result)
        self.stack.addStretch()

    def _on_kind(self, kind: str, _: bool = False) -> None:
        self._settings.set("compute", kind)

    @Slot()
    def _on_address(self) -> None:
        if self.address.text().strip() != self._settings.text("cluster_address"):
            self._settings.set("cluster_address", self.address.text().strip())

    @Slot()
    def _on_certificates(self) -> None:
        if self.certificates.text().strip() != self._settings.text("certificates"):
            self._settings.set("certificates", self.certificates.text().strip())

    @Slot()
    def _on_choose(self) -> None:
        folder = open_folder(self, tr("Certificates"), self._settings.text("certificates"))
        if folder is not None:
            self._settings.set("certificates", str(folder))

    @Slot()
    def _on_test(self) -> None:
        if self._test is not None:
            self._board.cancel(self._test)
            return
        self._on_address()  # of what is typed and not entered
        self._on_certificates()
        if not self.test.isEnabled():  # it is no place
            return
        self.problem.hide()
        self.result.setText(tr("Connecting..."))
        work = ConnectionTestWork(chosen_place(self._settings))
        job = Job(work).listen(done=self._on_tested, failed=self._on_failed, cancelled=self._on_setting)
        self._test = job
        self._board.submit(job)
        self._show_test()

    @Slot(object)
    def _on_tested(self, found: object) -> None:
        from attnstudio.cluster.connection import Tested

        assert isinstance(found, Tested)
        self._test = None
        hosts = Counter(f"{one.host}: {', '.join(map(_device, one.devices))}" for one in found.workers)
        lines = [f"{host} \N{MULTIPLICATION SIGN} {count}" for host, count in hosts.most_common(_MOST_HOSTS)]
        if len(hosts) > _MOST_HOSTS:
            lines.append("...")
        seconds = number(found.seconds, 1)
        answer = tr("{n} workers answered, after {seconds} s.", n=len(found.workers), seconds=seconds)
        self.result.setText("\n".join([answer, *lines]))
        self._show_test()

    @Slot(object)
    def _on_failed(self, failure: Failure) -> None:
        self._test = None
        self.result.setText("")
        self._show_problem(failure)
        self._show_test()

    @Slot()
    def _on_setting(self) -> None:
        """What was found out holds no more."""
        test, self._test = self._test, None
        if test is not None:
            self._board.cancel(test)
        self.result.setText("")
        self._show()

    @Slot()
    def _show(self) -> None:
        settings = self._settings
        kind = settings.text("compute")
        self.kinds[kind if kind in self.kinds else ""].setChecked(True)
        before = self.processes.blockSignals(True)
        self.processes.setValue(round(settings.number("processes")))
        self.processes.blockSignals(before)
        self.address.setText(settings.text("cluster_address"))
        self.certificates.setText(settings.text("certificates"))
        self.own_process.setChecked(settings.text("engine") == PROCESS)
        self.processes.setEnabled(kind == PROCESSES)
        for widget in (self.address, self.certificates, self.choose):
            widget.setEnabled(kind == CLUSTER)
        self.missing.setVisible(not self._is_installed)
        self.problem.hide()
        self._show_test()
        if self._test is None:
            try:
                chosen_place(settings)
            except ChoiceFailure as failure:
                self._show_problem(failure)
                self.test.setEnabled(False)

    def _show_test(self) -> None:
        self.test.setText(tr("Test connection") if self._test is None else tr("Cancel"))
        self.test.setEnabled(self._settings.text("compute") != "" and self._is_installed)

    def _show_problem(self, failure: Failure) -> None:
        self.problem.setText(message(failure))
        self.problem.show()


def _device(name: str) -> str:
    return name.removeprefix("/").removesuffix(":0")
